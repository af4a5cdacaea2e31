import { shortened } from '../../datanet/shard/search.ts';
import type { Reach } from './reaches.ts';
import { ownersOf, type Source, sourcesAmong } from './source.ts';

/** Where the tokens of an answer before and including one of them stand, as far back as they do. */
export interface Context {
  /** Tokens of the answer, the last one included. */
  readonly length: number;
  readonly owners: readonly Source[];
}

/**
 * For each token of an answer, the longest context that ends with it and stands in some shard; null where
 * none is as long as the minimum. What comes after a token cannot have caused it, so it does not count.
 */
export function longestContexts(
  reaches: readonly Reach[],
  count: number,
  copyLength: number,
): readonly (Context | null)[] {
  const lengths = contextLengths(reaches, count);
  const sources = sourcesOfContexts(reaches, lengths);
  return Array.from(lengths, (length, at) =>
    length === 0 ? null : { length, owners: ownersOf(sources[at] ?? [], length, copyLength) },
  );
}

/** Of the longest contexts; 0 for none. */
function contextLengths(reaches: readonly Reach[], count: number): Int32Array {
  const lengths = new Int32Array(count);
  for (const reach of reaches) {
    for (const { start, from, end } of reignsOf(reach)) {
      for (let at = from; at < end; at += 1) {
        const length = at - start + 1;
        if (length > (lengths[at] as number)) lengths[at] = length;
      }
    }
  }
  return lengths;
}

function sourcesOfContexts(reaches: readonly Reach[], lengths: Int32Array): readonly Source[][] {
  const sources: Source[][] = Array.from(lengths, () => []);
  for (const reach of reaches) {
    for (const { start, from, end, index } of reignsOf(reach)) {
      let match = reach.matches[index];
      // Backwards: a shorter context stands wherever a longer one does, and perhaps elsewhere.
      for (let at = end - 1; match && at >= from; at -= 1) {
        if (lengths[at] !== at - start + 1) continue;
        match = shortened(reach.shard, reach.ids, match, at + 1);
        const found = sourcesAmong(reach.searched, reach.shard, match.low, match.high);
        sources[at]?.push(...found);
      }
    }
  }
  return sources;
}

interface Reign {
  readonly index: number;
  readonly start: number;
  readonly from: number;
  readonly end: number;
}

/** The tokens whose longest context in a shard each match holds: those that no earlier match reaches. */
function* reignsOf({ matches, searched }: Reach): Generator<Reign> {
  let reached = 0;
  for (const [index, { start, end }] of matches.entries()) {
    yield { index, start, from: Math.max(reached, start + searched.minimum.length - 1), end };
    reached = end;
  }
}
