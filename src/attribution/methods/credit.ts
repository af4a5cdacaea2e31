import type { PartyId } from '../types.ts';
import type { Source } from './trace/source.ts';

/**
 * Weight of one token: the least number that 1 to 16 owners divide without remainder, so that sums of
 * parts are exact and in no order differ.
 */
export const TOKEN_WEIGHT = 720_720;

/** Credit by what `keyOf` tells of the owners of each token, in {@link TOKEN_WEIGHT} a token. */
export function creditBy<K>(
  tokens: Iterable<readonly Source[] | null>,
  keyOf: (source: Source) => K,
): Map<K, number> {
  const credit = new Map<K, number>();
  for (const owners of tokens) {
    for (const owner of owners ?? []) {
      const key = keyOf(owner);
      credit.set(key, (credit.get(key) ?? 0) + TOKEN_WEIGHT / (owners?.length ?? 1));
    }
  }
  return credit;
}

/** The party that a document earns for. */
export function contributorOf({ content }: Source): PartyId {
  return `contributor:${content.owner.contributor}`;
}
