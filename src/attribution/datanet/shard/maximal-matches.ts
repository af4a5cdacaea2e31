import type { TokenList } from '../../tokens/token-list.ts';
import { mayHold } from './gram-filter.ts';
import { longestMatch, type Match } from './search.ts';
import type { Shard } from './shard.ts';

/** What of a text stands in a shard. */
export interface Found {
  /** The tokens of the text as the shard numbers them; of those in no match, anything. */
  readonly ids: Int32Array;
  /** In the order of their starts and so of their ends. */
  readonly matches: readonly Match[];
}

/**
 * All stretches of at least `minimum` tokens that stand in the shard and cannot be longer on either side.
 *
 * @param grams hashes of the text's stretches of the length of the shard's filter, by the last token
 */
export function maximalMatches(
  shard: Shard,
  list: TokenList,
  grams: Uint32Array,
  minimum: number,
): Found {
  const ids = new Int32Array(list.count);
  const matches: Match[] = [];
  for (const [from, to] of regions(shard, list.count, grams, minimum)) {
    shard.numberTokens(list, from, to, ids);
    searchRegion(shard, ids, from, to, minimum, matches);
  }
  return { ids, matches };
}

/**
 * The regions in which matches can lie: no match crosses a stretch that the filter does not know. Most
 * text that is not in the shard ends here.
 *
 * A match of the minimum length holds several stretches in a row, so one in so many is asked for, and its
 * neighbours only where it may be there.
 */
function* regions(
  shard: Shard,
  count: number,
  grams: Uint32Array,
  minimum: number,
): Generator<readonly [from: number, to: number]> {
  const { filter } = shard.data;
  const { gram } = filter;
  if (minimum < gram) {
    if (count >= minimum) yield [0, count];
    return;
  }
  const stride = minimum - gram + 1;
  for (let asked = gram + stride - 2; asked < count; asked += stride) {
    if (!mayHold(filter, grams[asked] as number)) continue;
    let first = asked;
    while (first >= gram && mayHold(filter, grams[first - 1] as number)) first -= 1;
    let last = asked;
    while (last + 1 < count && mayHold(filter, grams[last + 1] as number)) last += 1;
    if (last - first + 1 >= stride) yield [first - gram + 1, last + 1];
    asked = last + 1;
  }
}

function searchRegion(
  shard: Shard,
  ids: Int32Array,
  from: number,
  to: number,
  minimum: number,
  matches: Match[],
): void {
  let start = from;
  while (start + minimum <= to) {
    const match = longestMatch(shard, ids, start, to);
    if (match.end - start >= minimum) matches.push(match);
    if (match.end === to) return;
    start = nextStart(shard, ids, match, minimum);
  }
}

/**
 * The first start behind that of a match from which a longer way is gone, or from which it could not be
 * told. A stretch that stands there has all its tails there too, so halving finds it.
 */
function nextStart(shard: Shard, ids: Int32Array, match: Match, minimum: number): number {
  const last = Math.max(match.start + 1, match.end + 1 - minimum);
  const reaches = (start: number) =>
    longestMatch(shard, ids, start, match.end + 1).end === match.end + 1;
  if (last === match.start + 1) return last;
  if (!reaches(last)) return last + 1;
  let low = match.start;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}
