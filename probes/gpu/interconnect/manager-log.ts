import { managerErrorOf, type SwitchError } from './switch-errors.ts';

/** One line of the fabric manager's log at a level above information. */
export interface ManagerLine {
  /** `ERROR`, `FATAL`, `WARNING`, `CRITICAL` as written. */
  readonly level: string;
  /** Null where the line does not say when it was written. */
  readonly ageMs: number | null;
  readonly error: SwitchError | null;
  /** As logged: raw text from outside. */
  readonly text: string;
}

export interface ManagerLog {
  /** Lines of any level. */
  readonly lines: number;
  /** Above information, oldest first. */
  readonly troubles: readonly ManagerLine[];
}

/** Troubles kept, the newest: a broken switch writes thousands. */
const MAX_TROUBLES = 200;
const LINE_CHARACTERS = 400;

const head = /^\[([A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d)\] \[([A-Z]{1,10})\] /;

/** Reads `fabricmanager.log`; the times in it are local, without a zone. Never throws. */
export function readManagerLog(text: string, nowMs: number): ManagerLog {
  const troubles: ManagerLine[] = [];
  let lines = 0;
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, LINE_CHARACTERS);
    const [start, time = '', level = ''] = head.exec(line) ?? [];
    if (start === undefined) continue;
    lines += 1;
    if (level === 'INFO' || level === 'DEBUG') continue;
    const at = Date.parse(time);
    troubles.push({
      level,
      ageMs: Number.isFinite(at) ? Math.max(0, nowMs - at) : null,
      error: managerErrorOf(line),
      text: line,
    });
    // Twice the bound, so that shortening it does not cost a copy for every line.
    if (troubles.length > 2 * MAX_TROUBLES) troubles.splice(0, MAX_TROUBLES);
  }
  return { lines, troubles: troubles.slice(-MAX_TROUBLES) };
}
