import type { Accounted } from '../types.ts';

/**
 * How much was known when an attempt was accounted for, most telling number first. Of two accounts of one
 * attempt the one with the greater version counts, in whichever order they come: so totals depend on what
 * was told, not on when.
 */
export type Version = readonly number[];

export function versionOf({ inference, attempts, used, cost, revision }: Accounted): Version {
  return [
    revision ?? 0,
    inference.final ? 1 : 0,
    attempts,
    inference.billed === 'unknown' ? 0 : 1,
    cost.kind === 'known' ? 1 : 0,
    inference.used === null ? 0 : 1,
    (inference.promptTokens ?? 0) +
      (inference.completionTokens ?? 0) +
      (inference.cacheReadTokens ?? 0) +
      (inference.cacheWriteTokens ?? 0) +
      (inference.cacheWriteHourTokens ?? 0),
    inference.durationMs,
    // An answer that another was taken instead of looked used before that one was known.
    used ? 0 : 1,
  ];
}

/** Negative where `a` knew less than `b`. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
