import { type LogClock, lineAgeMs } from '../system/log-time.ts';
import { normaliseBus } from './gpu-reading.ts';
import { type Xid, xid } from './xid.ts';

/** One XID line of the kernel log. */
export interface XidEvent extends Xid {
  /** `0000:9b:00`. */
  readonly bus: string;
  /** Null where the line does not say when it was written. */
  readonly ageMs: number | null;
  /** As logged: raw text from outside. */
  readonly line: string;
}

export interface XidLog {
  /** Oldest first. */
  readonly events: readonly XidEvent[];
  /** Bus address → UUID, where the driver wrote it. */
  readonly uuids: ReadonlyMap<string, string>;
}

/** Events kept, the newest: a dying card writes thousands. */
const MAX_EVENTS = 200;
/** Characters of a line looked at; the kernel cuts its own near 1,000. */
const LINE_CHARACTERS = 1_200;

const xidLine = /NVRM: Xid \((?:PCI:)?([0-9a-f:.]{10,18})\): (\d{1,4})\b/i;
const cardLine = /NVRM: GPU at (?:PCI:)?([0-9a-f:.]{10,18}): (GPU-[0-9a-f-]{8,40})/i;

/** The driver's lines in a kernel log of any of the formats that dmesg, the journal and syslog write. */
export function parseXidLog(log: string, clock: LogClock): XidLog {
  const events: XidEvent[] = [];
  const uuids = new Map<string, string>();
  for (const whole of log.split('\n')) {
    if (!whole.includes('NVRM')) continue;
    const line = whole.slice(0, LINE_CHARACTERS);
    const [, at = '', code] = xidLine.exec(line) ?? [];
    const bus = normaliseBus(at);
    if (bus !== null && code !== undefined) {
      events.push({ ...xid(Number(code)), bus, ageMs: ageOf(line, clock), line });
      continue;
    }
    const [, place = '', uuid] = cardLine.exec(line) ?? [];
    const card = normaliseBus(place);
    if (card !== null && uuid !== undefined) uuids.set(card, uuid);
  }
  return { events: events.slice(-MAX_EVENTS), uuids };
}

/** As {@link lineAgeMs}, and for the two forms that only dmesg writes: `-x` and `-T`. */
function ageOf(line: string, clock: LogClock): number | null {
  const bare = line.replace(/^[a-z]+ *:[a-z]+ *: /, '');
  const local = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] /.exec(bare)?.[1];
  if (local === undefined) return lineAgeMs(bare, clock);
  const at = Date.parse(local);
  return Number.isFinite(at) ? Math.max(0, clock.nowMs - at) : null;
}
