import type { Change, Instant } from '../events/types.ts';
import type { Difference, Snapshot } from './types.ts';

/** A difference as the change that made it, with the time at which it was seen. */
export interface SeenDifference {
  readonly time: Instant;
  readonly data: Change;
}

/**
 * Differences between two moments as changes: each was made between the two looks, and what a container or
 * a process is made of when that was made, where it is told. In the order in which they are given, the likeliest first, since of several at one moment the diagnosis tells the first.
 *
 * Between two places nothing was seen to change. There a difference has been so since its link was made;
 * where no look told when, it is no change.
 *
 * @param madeAt when a link of the second side was made or started, where that is known
 */
export function changesOf(
  differences: readonly Difference[],
  between: { readonly before: Snapshot; readonly after: Snapshot; readonly isTime: boolean },
  madeAt: (link: string) => Instant | null = () => null,
): readonly SeenDifference[] {
  return differences.flatMap(({ link, what, before, after }): readonly SeenDifference[] => {
    if (link === null || what === 'link') return [];
    const data = { link, what, from: before, to: after };
    const time = madeAt(link);
    if (!between.isTime) return time === null ? [] : [{ time, data }];
    const [first, last] = [between.before.takenAt, between.after.takenAt];
    // What a container or a process is made of is new with the container or the process.
    const isMadeAnew = /^(?:container|process)\./.test(what) && time !== null;
    if (isMadeAnew && isWithin(time, first, last)) return [{ time, data }];
    return [{ time: last, data: { ...data, notBefore: earlier(first, last) } }];
  });
}

function earlier(a: Instant, b: Instant): Instant {
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

function isWithin(time: Instant, first: Instant, last: Instant): boolean {
  return Date.parse(first) <= Date.parse(time) && Date.parse(time) <= Date.parse(last);
}
