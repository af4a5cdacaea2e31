import type { PartyId } from '../types.ts';
import type { Source } from './trace/source.ts';

/** Weight of one token: fine enough to be divided, small enough that sums of all tokens are exact. */
export const TOKEN_WEIGHT = 1_000_000;

/**
 * Credit by what `keyOf` tells of the owners of each token, in {@link TOKEN_WEIGHT} a token. Owners have
 * equal parts of it; what does not divide goes one by one to those who registered first, so that the sum is
 * exact in whatever order it is taken.
 */
export function creditBy<K>(
  tokens: Iterable<readonly Source[] | null>,
  keyOf: (source: Source) => K,
): Map<K, number> {
  const credit = new Map<K, number>();
  for (const owners of tokens) {
    if (owners === null) continue;
    const part = Math.floor(TOKEN_WEIGHT / owners.length);
    const rest = TOKEN_WEIGHT - part * owners.length;
    for (const [at, owner] of owners.entries()) {
      const key = keyOf(owner);
      credit.set(key, (credit.get(key) ?? 0) + part + Number(at < rest));
    }
  }
  return credit;
}

/** The party that a document earns for. */
export function contributorOf({ content }: Source): PartyId {
  return `contributor:${content.owner.contributor}`;
}
