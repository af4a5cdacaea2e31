import { LookMemory } from '../system/memory.ts';
import type { Death } from './death.ts';
import type { ProcessStat } from './proc-files.ts';

/** What earlier looks at one process knew. Times are monotonic milliseconds. */
export interface ProcessHistory {
  /** The process seen last, alive or not. */
  readonly last: ProcessStat | undefined;
  readonly lastAliveMs: number | undefined;
  /** When a process was found in the place of another one, within the window. */
  readonly restartedAtMs: readonly number[];
  /** Looks in a row in which it hung in the kernel and used no processor time. */
  readonly looksStuck: number;
  /** Looks in a row in which it was gone or a zombie. */
  readonly looksEnded: number;
  /** How the last one ended, as long as that matters. */
  readonly death: Death | undefined;
}

export const noHistory: ProcessHistory = {
  last: undefined,
  lastAliveMs: undefined,
  restartedAtMs: [],
  looksStuck: 0,
  looksEnded: 0,
  death: undefined,
};

export const histories = new LookMemory<ProcessHistory>();

export function isSameProcess(one: ProcessStat | undefined, other: ProcessStat): boolean {
  return one?.pid === other.pid && one.startTicks === other.startTicks;
}

/** The history after a look that found it alive. */
export function afterLife(
  before: ProcessHistory,
  stat: ProcessStat,
  nowMs: number,
  windowMs: number,
): ProcessHistory {
  const restartedAtMs = restartsAfter(before, stat, nowMs, windowMs);
  const isStuck =
    stat.state === 'D' &&
    isSameProcess(before.last, stat) &&
    stat.cpuTicks === before.last?.cpuTicks;
  return {
    last: stat,
    lastAliveMs: nowMs,
    restartedAtMs,
    looksStuck: isStuck ? before.looksStuck + 1 : Number(stat.state === 'D'),
    looksEnded: 0,
    death: restartedAtMs.length > 0 ? before.death : undefined,
  };
}

/** The history after a look that found it gone, or (with `stat`) a zombie. */
export function afterEnd(
  before: ProcessHistory,
  stat: ProcessStat | undefined,
  nowMs: number,
  windowMs: number,
): ProcessHistory {
  return {
    ...before,
    last: stat ?? before.last,
    restartedAtMs: restartsAfter(before, stat, nowMs, windowMs),
    looksStuck: 0,
    looksEnded: before.looksEnded + 1,
  };
}

function restartsAfter(
  { last, restartedAtMs }: ProcessHistory,
  stat: ProcessStat | undefined,
  nowMs: number,
  windowMs: number,
): readonly number[] {
  const recent = restartedAtMs.filter((at) => nowMs - at < windowMs);
  if (last && stat && !isSameProcess(last, stat)) recent.push(nowMs);
  return recent;
}
