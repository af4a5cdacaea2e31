import type { LanguageData } from './language-data.ts';
import { suffixOrder } from './suffix-order.ts';

/** A range of the order: all places at which one sequence of words occurs, sorted by what follows it. */
export interface Places {
  readonly start: number;
  readonly end: number;
  /** Words of the sequence. */
  readonly words: number;
}

/** The text and the order of its suffixes: where any sequence of words occurs, and what follows it there. */
export class Continuations {
  readonly #tokens: Uint16Array;
  readonly #order: Uint32Array;
  /** The index of the order at which the places of each word begin. */
  readonly #starts: Uint32Array;

  /** @param depth words by which the places are ordered: one more than the longest sequence to be asked for */
  constructor({ tokens, vocabulary }: LanguageData, depth: number) {
    this.#tokens = tokens;
    this.#order = suffixOrder(tokens, vocabulary.length, depth);
    this.#starts = new Uint32Array(vocabulary.length + 1);
    for (const token of tokens) this.#starts[token + 1] = (this.#starts[token + 1] as number) + 1;
    for (let token = 0; token < vocabulary.length; token += 1) {
      this.#starts[token + 1] =
        (this.#starts[token + 1] as number) + (this.#starts[token] as number);
    }
  }

  /** Of the last `words` words of `context`; an unknown word is -1 and occurs nowhere. */
  placesOf(context: readonly number[], words: number): Places {
    const from = context.length - words;
    const first = context[from] as number;
    if (first < 0) return { start: 0, end: 0, words };
    const all = { start: this.#starts[first] as number, end: this.#starts[first + 1] as number };
    if (words === 1) return { ...all, words };
    const start = this.#firstAbove(context, from, -1, all.start, all.end);
    return { start, end: this.#firstAbove(context, from, 0, start, all.end), words };
  }

  /** Whether more than one word follows. */
  isChoice({ start, end, words }: Places): boolean {
    return end - start > 1 && this.#follows(start, words) !== this.#follows(end - 1, words);
  }

  /** The position in the text of what follows the sequence at one of its places. */
  positionAt(index: number, { words }: Places): number {
    return (this.#order[index] as number) + words;
  }

  /** Less than any word behind the end of the text. */
  #follows(index: number, words: number): number {
    return this.#tokens[(this.#order[index] as number) + words] ?? -1;
  }

  /** The first index in the range whose words stand above those of `context` (0), or not below them (-1). */
  #firstAbove(context: readonly number[], from: number, side: 0 | -1, start: number, end: number) {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, context, from) > side) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Their first words are the same. */
  #compare(index: number, context: readonly number[], from: number): number {
    for (let offset = 1; from + offset < context.length; offset += 1) {
      const difference = this.#follows(index, offset) - (context[from + offset] as number);
      if (difference !== 0) return Math.sign(difference);
    }
    return 0;
  }
}
