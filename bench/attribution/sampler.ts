import { longestMatch } from '../../src/attribution/datanet/shard/search.ts';
import type { Shard } from '../../src/attribution/datanet/shard/shard.ts';
import { Shard as SearchableShard } from '../../src/attribution/datanet/shard/shard.ts';
import { ShardBuilder } from '../../src/attribution/datanet/shard/shard-builder.ts';
import { words } from '../../src/attribution/tokens/words.ts';
import type { BrownDocument } from './brown.ts';

/** A word of a sampled text, and the document whose occurrence of it was drawn. */
export interface SampledWord {
  readonly token: number;
  readonly document: number;
}

/** All documents in one shard, whose words are drawn from real occurrences: so each has a true source. */
export class Sampler {
  readonly shard: Shard;
  readonly #roll: () => number;

  constructor(documents: readonly BrownDocument[], roll: () => number) {
    const builder = new ShardBuilder(words);
    for (const [ordinal, { text }] of documents.entries()) builder.add({ ordinal, text });
    this.shard = new SearchableShard(builder.build());
    this.#roll = roll;
  }

  /**
   * A text in which each word follows an occurrence of the `orders[…]` words before it, the order drawn
   * anew for each word.
   *
   * @param within only occurrences in these documents
   */
  sample(length: number, order: () => number, within?: ReadonlySet<number>): SampledWord[] {
    const text: SampledWord[] = [];
    while (text.length < length) text.push(this.#next(text, order(), within));
    return text;
  }

  /** The words as a text. */
  textOf(sampled: readonly SampledWord[]): string {
    const decoder = new TextDecoder();
    const { keys, keyEnds } = this.shard.data.vocabulary;
    return sampled
      .map(({ token }) =>
        decoder.decode(keys.subarray(token === 1 ? 0 : keyEnds[token - 2], keyEnds[token - 1])),
      )
      .join(' ');
  }

  /** How much of the occurrences of the last `order` words before a word and itself is in each document. */
  oracle(text: readonly SampledWord[], at: number, order: number): Map<number, number> {
    for (let n = Math.min(order, at); n >= 0; n -= 1) {
      const ids = Int32Array.from(text.slice(at - n, at + 1), ({ token }) => token);
      const match = longestMatch(this.shard, ids, 0, ids.length);
      if (match.end < ids.length) continue;
      const parts = new Map<number, number>();
      for (let index = match.low; index < match.high; index += 1) {
        const document = this.shard.documentAt(this.shard.suffixes[index] as number);
        parts.set(document, (parts.get(document) ?? 0) + 1 / (match.high - match.low));
      }
      return parts;
    }
    return new Map();
  }

  #next(text: readonly SampledWord[], order: number, within?: ReadonlySet<number>): SampledWord {
    for (let n = Math.min(order, text.length); n > 0; n -= 1) {
      const context = Int32Array.from(text.slice(-n), ({ token }) => token);
      const { low, high, end } = longestMatch(this.shard, context, 0, n);
      if (end < n) continue;
      const places = this.#following(low, high, n, within);
      const place = places[Math.floor(this.#roll() * places.length)];
      if (place !== undefined) return this.#wordAt(place);
    }
    for (;;) {
      const place = Math.floor(this.#roll() * this.shard.data.tokens.length);
      const word = this.#wordAt(place);
      if (word.token > 0 && (within?.has(word.document) ?? true)) return word;
    }
  }

  /** Places behind the occurrences of a context, where a word stands. */
  #following(low: number, high: number, n: number, within?: ReadonlySet<number>): number[] {
    const { suffixes, data } = this.shard;
    const places: number[] = [];
    for (let index = low; index < high; index += 1) {
      const place = (suffixes[index] as number) + n;
      if ((data.tokens[place] ?? 0) === 0) continue;
      if (within?.has(this.shard.documentAt(place)) ?? true) places.push(place);
    }
    return places;
  }

  #wordAt(place: number): SampledWord {
    return {
      token: this.shard.data.tokens[place] as number,
      document: this.shard.documentAt(place),
    };
  }
}
