import { longestMatch } from '../shard/search.ts';
import type { Shard } from '../shard/shard.ts';

/**
 * How many tokens from `start` on stand in a shard outside one of its documents.
 *
 * @param own index of the document in the shard; −1 for none
 */
export function longestElsewhere(
  shard: Shard,
  ids: Int32Array,
  start: number,
  own: number,
): number {
  const match = longestMatch(shard, ids, start, ids.length);
  if (own < 0 || match.end === start) return match.end - start;
  const from = shard.data.starts[own] as number;
  const to = shard.data.starts[own + 1] as number;
  const isElsewhere = (at: number) => {
    const place = shard.suffixes[at] as number;
    return place < from || place >= to;
  };
  for (let at = match.low; at < match.high; at += 1) {
    if (isElsewhere(at)) return match.end - start;
  }
  // Suffixes next to those of the match agree longest: the nearest of another document on each side.
  let below = match.low - 1;
  while (below >= 0 && !isElsewhere(below)) below -= 1;
  let above = match.high;
  while (above < shard.suffixes.length && !isElsewhere(above)) above += 1;
  return Math.max(agreementAt(shard, ids, start, below), agreementAt(shard, ids, start, above));
}

function agreementAt(shard: Shard, ids: Int32Array, start: number, at: number): number {
  const place = shard.suffixes[at];
  if (place === undefined) return 0;
  let agrees = 0;
  while (start + agrees < ids.length && shard.data.tokens[place + agrees] === ids[start + agrees]) {
    agrees += 1;
  }
  return agrees;
}
