import { longestMatch } from '../../datanet/shard/search.ts';
import type { Shard } from '../../datanet/shard/shard.ts';
import type { TokenList } from '../../tokens/token-list.ts';

/** A model that is nothing but counts, so that it can be recomputed without any of its datanets. */
export interface CountModel {
  /**
   * Jelinek-Mercer weights: of no context, of one token before, of two … They and `uniform` sum to 1.
   */
  readonly weights: readonly number[];
  /** Weight of every word being equally likely … */
  readonly uniform: number;
  /** … and how many words there are. */
  readonly words: number;
}

/** A trigram model with the weights of the textbooks: a tenth, three tenths, and nearly six. */
export function trigramModel(words: number): CountModel {
  return { weights: [0.1, 0.3, 0.59], uniform: 0.01, words };
}

/** Counts of one text in one datanet: of the n tokens that end at each token, by n − 1; n = 0 is all. */
export interface TextCounts {
  readonly tokens: number;
  /** `[n − 1][at]`: how often tokens `at − n + 1` … `at` stand in the datanet. */
  readonly grams: readonly Float64Array[];
  /** `[n − 1][at]`: how often the n − 1 tokens before `at` do, which is what `grams` is a part of. */
  readonly contexts: readonly Float64Array[];
}

export function countText(shards: readonly Shard[], list: TokenList, order: number): TextCounts {
  const make = () => Array.from({ length: order }, () => new Float64Array(list.count));
  const [grams, contexts] = [make(), make()];
  let tokens = 0;
  for (const shard of shards) {
    tokens += shard.tokenCount;
    const ids = shard.idsOf(list);
    for (let at = 0; at < list.count; at += 1) {
      for (let n = 1; n <= Math.min(order, at + 1); n += 1) {
        add(grams[n - 1], at, occurrences(shard, ids, at - n + 1, at + 1));
        add(
          contexts[n - 1],
          at,
          n === 1 ? shard.tokenCount : occurrences(shard, ids, at - n + 1, at),
        );
      }
    }
  }
  return { tokens, grams, contexts };
}

function add(counts: Float64Array | undefined, at: number, count: number): void {
  if (counts) counts[at] = (counts[at] ?? 0) + count;
}

function occurrences(shard: Shard, ids: Int32Array, start: number, end: number): number {
  const match = longestMatch(shard, ids, start, end);
  return match.end === end ? match.high - match.low : 0;
}

/** Natural logarithm of the probability of each token, by the counts of some datanets together. */
export function logProbabilities(model: CountModel, counts: readonly TextCounts[]): Float64Array {
  const length = counts[0]?.grams[0]?.length ?? 0;
  const result = new Float64Array(length);
  for (let at = 0; at < length; at += 1) {
    let probability = model.uniform / model.words;
    model.weights.forEach((weight, n) => {
      let [seen, of] = [0, 0];
      for (const { grams, contexts } of counts) {
        seen += grams[n]?.[at] ?? 0;
        of += contexts[n]?.[at] ?? 0;
      }
      if (of > 0) probability += (weight * seen) / of;
    });
    result[at] = Math.log(probability);
  }
  return result;
}
