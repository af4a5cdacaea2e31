import type { Chain } from '../chain/types.ts';

const paces = new WeakMap<Chain, number>();

/**
 * Seconds between two looks of a usual series of the chain (the median), at least 1. What the
 * diagnosis remembers is measured in looks: a chain that looks every half minute would otherwise have
 * forgotten one failure of five before the next one comes.
 */
export function paceOf(chain: Chain): number {
  const known = paces.get(chain);
  if (known !== undefined) return known;
  const intervals = chain.links
    .flatMap(({ probes }) => probes.map(({ intervalMs }) => intervalMs / 1_000))
    .sort((a, b) => a - b);
  const pace = Math.max(1, intervals[intervals.length >> 1] ?? 1);
  paces.set(chain, pace);
  return pace;
}
