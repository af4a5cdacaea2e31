import type { Accounted } from '../types.ts';

/**
 * How much was known when an attempt was accounted for: whether it had ended, its tokens, the attempts of its
 * request, whether its bill and its cost were known. Stands in the ledger beside each entry.
 */
export type Version = readonly number[];

/** Numbers of a version that only ever grow while one and the same book of attempts tells. */
const GROWING = 2;

export function versionOf({ inference, attempts, cost }: Accounted): Version {
  return [
    inference.final ? 1 : 0,
    (inference.promptTokens ?? 0) +
      (inference.completionTokens ?? 0) +
      (inference.cacheReadTokens ?? 0) +
      (inference.cacheWriteTokens ?? 0) +
      (inference.cacheWriteHourTokens ?? 0),
    attempts,
    inference.billed === 'unknown' ? 0 : 1,
    cost.kind === 'known' ? 1 : 0,
  ];
}

/** An account as others of the same attempt are compared with it. */
export interface Known {
  readonly version: Version;
  readonly revision: number | null;
  /** It was read from the ledger: whoever made it knew what is told now and perhaps more. */
  readonly restored: boolean;
}

/**
 * Whether what is told now knew less than what was told before, and so changes nothing. Otherwise the later
 * telling counts: a book of attempts changes its mind about which answer was used and what is billed, both
 * ways, and says so last. After a restart that book begins with nothing; until it knows as much as the
 * ledger does it is not listened to.
 */
export function knowsLess(now: Known, before: Known): boolean {
  if (before.restored) return compare(now.version, before.version, now.version.length) < 0;
  if (now.revision !== null && before.revision !== null && now.revision !== before.revision) {
    return now.revision < before.revision;
  }
  return compare(now.version, before.version, GROWING) < 0;
}

/** Negative where the first `count` numbers of `a` are less, most telling number first. */
function compare(a: Version, b: Version, count: number): number {
  for (let index = 0; index < count; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
