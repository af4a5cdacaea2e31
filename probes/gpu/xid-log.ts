import { type LogClock, lineAgeMs } from '../system/log-time.ts';
import { normaliseBus } from './gpu-reading.ts';
import { type SwitchError, sxidOf } from './interconnect/switch-errors.ts';
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

/** One SXid line: an error of an NVSwitch, which belongs to no card. */
export interface SxidEvent extends SwitchError {
  readonly ageMs: number | null;
  readonly line: string;
}

export interface XidLog {
  /** Oldest first; a line that is there twice is one event. */
  readonly events: readonly XidEvent[];
  readonly switchErrors: readonly SxidEvent[];
  /** Lines that the kernel says it left out, and whether the driver says that it leaves some out. */
  readonly suppressed: { readonly lines: number; readonly byDriver: boolean };
  /** Bus address → UUID, where the driver wrote it. */
  readonly uuids: ReadonlyMap<string, string>;
}

/** Events kept, the newest: a dying card writes thousands. */
const MAX_EVENTS = 200;
/** Characters of a line looked at; the kernel cuts its own near 1,000. */
const LINE_CHARACTERS = 1_200;

/** A part of a split card stands behind its address: `(PCI:0000:01:00 GPU-I:05)`. */
const xidLine = /NVRM: Xid \((?:PCI:)?([0-9a-f:.]{10,18})(?: [^()]{1,40})?\): (\d{1,4})\b/i;
const cardLine = /NVRM: GPU at (?:PCI:)?([0-9a-f:.]{10,18}): (GPU-[0-9a-f-]{8,40})/i;

const suppressedLine = /(\d{1,9}) (?:callbacks|messages) suppressed/;
const rateLimitLine = /NVRM: Rate limiting /;

/** The driver's lines in a kernel log of any of the formats that dmesg, the journal and syslog write. */
export function parseXidLog(log: string, clock: LogClock): XidLog {
  const events = new Events<XidEvent>();
  const switchErrors = new Events<SxidEvent>();
  const uuids = new Map<string, string>();
  const suppressed = { lines: 0, byDriver: false };
  let afterDriver = false;
  for (const whole of log.split('\n')) {
    const ofDriver = whole.includes('NVRM') || whole.includes('nvidia');
    if (!ofDriver && !(afterDriver && whole.includes('suppressed'))) {
      afterDriver = false;
      continue;
    }
    afterDriver = true;
    const line = whole.slice(0, LINE_CHARACTERS);
    const sxid = sxidOf(line);
    if (sxid) switchErrors.add({ ...sxid, ageMs: lineAgeMs(line, clock), line }, 'SXid');
    const [, at = '', code] = xidLine.exec(line) ?? [];
    const bus = normaliseBus(at);
    if (bus !== null && code !== undefined) {
      events.add({ ...xid(Number(code)), bus, ageMs: lineAgeMs(line, clock), line }, 'NVRM');
    }
    const [, place = '', uuid] = cardLine.exec(line) ?? [];
    const card = normaliseBus(place);
    if (card !== null && uuid !== undefined) uuids.set(card, uuid);
    suppressed.lines += Number(suppressedLine.exec(line)?.[1] ?? 0);
    suppressed.byDriver ||= rateLimitLine.test(line);
  }
  return { events: events.newest(), switchErrors: switchErrors.newest(), uuids, suppressed };
}

/** Events in their order, each once: files that hold the log of two collectors tell all twice. */
class Events<T extends { readonly ageMs: number | null; readonly line: string }> {
  readonly #kept: T[] = [];
  readonly #seen = new Set<string>();

  add(event: T, from: string): void {
    const second = event.ageMs === null ? '' : Math.round(event.ageMs / 1_000);
    const key = `${second} ${event.line.slice(event.line.indexOf(from))}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#kept.push(event);
    if (this.#kept.length <= 2 * MAX_EVENTS) return;
    this.#kept.splice(0, MAX_EVENTS);
    this.#seen.clear();
  }

  newest(): readonly T[] {
    return this.#kept.slice(-MAX_EVENTS);
  }
}
