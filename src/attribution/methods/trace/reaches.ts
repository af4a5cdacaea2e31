import { gramHashes } from '../../datanet/shard/gram-filter.ts';
import { maximalMatches } from '../../datanet/shard/maximal-matches.ts';
import type { Match } from '../../datanet/shard/search.ts';
import type { Shard } from '../../datanet/shard/shard.ts';
import type { TokenList } from '../../tokens/token-list.ts';
import type { Searched } from './searched.ts';

/** What of an answer stands in one shard. */
export interface Reach {
  readonly searched: Searched;
  readonly shard: Shard;
  /** The answer's tokens as the shard numbers them, where they stand in it. */
  readonly ids: Int32Array;
  /** In the order of their starts and ends. */
  readonly matches: readonly Match[];
}

/** Of every shard of which something stands in the answer. */
export function reachesOf(searched: readonly Searched[], list: TokenList): readonly Reach[] {
  const grams = new Map<number, Uint32Array>();
  const reaches: Reach[] = [];
  for (const one of searched) {
    for (const shard of one.shards) {
      const { gram } = shard.data.filter;
      const hashes = grams.get(gram) ?? gramHashes(list.hashes, list.count, gram);
      grams.set(gram, hashes);
      const { ids, matches } = maximalMatches(shard, list, hashes, one.minimum.length);
      if (matches.length > 0) reaches.push({ searched: one, shard, ids, matches });
    }
  }
  return reaches;
}
