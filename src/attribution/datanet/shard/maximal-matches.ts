import { mayHold } from './gram-filter.ts';
import { longestMatch, type Match } from './search.ts';
import type { Shard } from './shard.ts';

/**
 * All stretches of at least `minimum` tokens that stand in the shard and cannot be longer on either side,
 * in the order of their starts and so of their ends.
 *
 * @param ids the tokens searched, as the shard numbers them
 * @param grams hashes of their stretches of the length of the shard's filter, by the last token
 */
export function maximalMatches(
  shard: Shard,
  ids: Int32Array,
  grams: Uint32Array,
  minimum: number,
): Match[] {
  const matches: Match[] = [];
  for (const [from, to] of regions(shard, ids.length, grams, minimum)) {
    searchRegion(shard, ids, from, to, minimum, matches);
  }
  return matches;
}

/**
 * The regions in which matches can lie: no match crosses a stretch that the filter does not know. Most
 * text that is not in the shard ends here.
 */
export function* regions(
  shard: Shard,
  count: number,
  grams: Uint32Array,
  minimum: number,
): Generator<readonly [from: number, to: number]> {
  const { filter } = shard.data;
  if (minimum < filter.gram) {
    if (count >= minimum) yield [0, count];
    return;
  }
  let from = 0;
  for (let last = filter.gram - 1; last < count; last += 1) {
    if (mayHold(filter, grams[last] as number)) continue;
    if (last - from >= minimum) yield [from, last];
    from = last - filter.gram + 2;
  }
  if (count - from >= minimum) yield [from, count];
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
