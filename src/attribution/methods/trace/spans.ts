import type { Match } from '../../datanet/shard/search.ts';
import type { Reach } from './reaches.ts';
import { ownersOf, type Source, sourcesAmong } from './source.ts';

/** A stretch of an answer that stands in some shard and cannot be longer on either side in any. */
export interface Span {
  /** First token, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** How often it stands in the datanets, copies too. */
  readonly occurrences: number;
  readonly owners: readonly Source[];
}

/** All such stretches, in the order of their starts; none lies within another. */
export function maximalSpans(reaches: readonly Reach[], copyLength: number): readonly Span[] {
  const found = reaches.flatMap((reach) => reach.matches.map((match) => ({ reach, match })));
  found.sort((one, other) => byPlace(one.match, other.match));
  const spans: Span[] = [];
  let reached = 0;
  for (let at = 0; at < found.length; ) {
    const first = found[at]?.match as Match;
    const from = at;
    while (at < found.length && byPlace(found[at]?.match as Match, first) === 0) at += 1;
    const same = found.slice(from, at);
    if (first.end <= reached) continue;
    reached = first.end;
    const sources = same.flatMap(({ reach, match }): readonly Source[] =>
      sourcesAmong(reach.searched, reach.shard, match.low, match.high),
    );
    spans.push({
      start: first.start,
      end: first.end,
      occurrences: same.reduce((sum, { match }) => sum + match.high - match.low, 0),
      owners: ownersOf(sources, first.end - first.start, copyLength),
    });
  }
  return spans;
}

/** Of two with the same start the longer first. */
function byPlace(one: Match, other: Match): number {
  return one.start - other.start || other.end - one.end;
}
