import type { LogLine } from '../input/case.ts';
import type { Excess } from './excess.ts';

/** Bad lines of one service before the onset and since. */
export interface LogShift {
  readonly before: number;
  readonly after: number;
  /** The new bad message that comes most often. */
  readonly sample: string;
  /** Every bad message since the onset whose kind was not there before. */
  readonly fresh: readonly string[];
}

/** A person's slack between what a clock says and what happened. Milliseconds. */
const SLACK_MS = 60_000;

/** Warnings and errors by service, split at the onset. */
export function logShifts(logs: readonly LogLine[], onsetMs: number): Map<string, LogShift> {
  const bad = logs.filter((line) => line.bad && line.service !== '');
  return new Map(
    [...Map.groupBy(bad, ({ service }) => service)].map(([service, lines]) => {
      const [old, now] = [
        lines.filter(({ timeMs }) => timeMs < onsetMs - SLACK_MS),
        lines.filter(({ timeMs }) => timeMs >= onsetMs - SLACK_MS),
      ];
      const known = new Set(old.map(({ message }) => shapeOf(message)));
      const fresh = now.map(({ message }) => message).filter((text) => !known.has(shapeOf(text)));
      return [
        service,
        { before: old.length, after: now.length, sample: mostFrequent(fresh), fresh },
      ];
    }),
  );
}

/** New bad lines as an excess, so that what callees complain of is not counted for callers too. */
export function logTotals(
  shifts: ReadonlyMap<string, LogShift>,
  beforeMs: number,
  afterMs: number,
): Map<string, Excess> {
  return new Map(
    [...shifts].map(([service, { before, after }]) => {
      const expected = beforeMs > 0 ? before * (afterMs / beforeMs) : before;
      return [
        service,
        { total: Math.max(0, after - expected), sigma: Math.sqrt(expected + 1) },
      ] as const;
    }),
  );
}

/** A message without what changes from line to line: numbers, ids, quoted values. */
export function shapeOf(message: string): string {
  return message
    .toLowerCase()
    .replace(/[0-9a-f]{8,}|\d+/g, '#')
    .replace(/\s+/g, ' ')
    .slice(0, 120);
}

function mostFrequent(messages: readonly string[]): string {
  const groups = [...Map.groupBy(messages, shapeOf).values()];
  const [first = []] = groups.toSorted((a, b) => b.length - a.length);
  return first[0] ?? '';
}
