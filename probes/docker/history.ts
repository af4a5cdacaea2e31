import { LookMemory } from '../system/memory.ts';
import type { Cgroup, Throttle } from './cgroup.ts';

/** What earlier looks of this session saw of one container. Times are monotonic milliseconds. */
export interface ContainerHistory {
  /** When its restart count was first seen at each height, oldest first. */
  readonly restarts: readonly { readonly count: number; readonly atMs: number }[];
  readonly oomKills: number | null;
  /** When the count of processes killed for lack of memory last rose. */
  readonly oomKilledAtMs: number | null;
  readonly throttle: Throttle | null;
  /** Share of the periods since an earlier look in which it was held back, in %; null: too few. */
  readonly throttledPercent: number | null;
}

/** Shared by all looks of the session; the key is the socket and the container's id. */
export const histories = new LookMemory<ContainerHistory>();

/** How long a restart is remembered: a model server may need minutes to load and crash again. */
const RESTARTS_MS = 1_800_000;
/** Heights of the restart count kept. */
const MAX_HEIGHTS = 20;
/** How long a kill inside a container that lives on counts as its present state. */
const OOM_KILL_MS = 60_000;
/** Restarts seen from which on they are a loop: one is an accident. */
const LOOP_RESTARTS = 2;
/** A container that has run this many times its usual life has left the loop. */
const STEADY_LIVES = 2;
/** Shortest life assumed, in milliseconds: Docker's own pauses between restarts come on top. */
const SHORT_LIFE_MS = 10_000;

/** Periods of 100 ms in which it wanted to run that are needed to speak of a share. */
const FEWEST_PERIODS = 20;

export function afterLook(
  before: ContainerHistory | undefined,
  restartCount: number,
  { oomKills, throttle }: Pick<Cgroup, 'oomKills' | 'throttle'>,
  atMs: number,
): ContainerHistory {
  const recent = (before?.restarts ?? []).filter((seen) => atMs - seen.atMs <= RESTARTS_MS);
  const isNew = recent.at(-1)?.count !== restartCount;
  const restarts = isNew ? [...recent, { count: restartCount, atMs }] : recent;
  const rose = oomKills !== null && oomKills > (before?.oomKills ?? oomKills);
  return {
    restarts: restarts.slice(-MAX_HEIGHTS),
    oomKills,
    oomKilledAtMs: rose ? atMs : (before?.oomKilledAtMs ?? null),
    ...throttling(before?.throttle ?? null, throttle),
  };
}

/** Where too few periods have passed, the count of before stays the one to compare with. */
function throttling(
  before: Throttle | null,
  now: Throttle | null,
): Pick<ContainerHistory, 'throttle' | 'throttledPercent'> {
  const periods = before && now ? now.periods - before.periods : 0;
  const throttled = before && now ? now.throttled - before.throttled : 0;
  // A container that was started anew counts from the beginning.
  if (!before || periods < 0 || throttled < 0) return { throttle: now, throttledPercent: null };
  if (periods < FEWEST_PERIODS) return { throttle: now && before, throttledPercent: null };
  return { throttle: now, throttledPercent: (100 * throttled) / periods };
}

/** Whether the count has risen again and again, and the next rise is not overdue. */
export function seenLooping({ restarts }: ContainerHistory, atMs: number): boolean {
  const [first] = restarts;
  const last = restarts.at(-1);
  if (!first || !last || last.count - first.count < LOOP_RESTARTS) return false;
  const usualLifeMs = (last.atMs - first.atMs) / (last.count - first.count);
  return atMs - last.atMs < STEADY_LIVES * Math.max(usualLifeMs, SHORT_LIFE_MS);
}

export function justOomKilled({ oomKilledAtMs }: ContainerHistory, atMs: number): boolean {
  return oomKilledAtMs !== null && atMs - oomKilledAtMs < OOM_KILL_MS;
}
