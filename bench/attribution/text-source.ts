import { GrowingVocabulary } from '../../src/attribution/tokens/vocabulary.ts';
import { words } from '../../src/attribution/tokens/words.ts';
import type { BrownDocument } from './brown.ts';

/** How often the next word is drawn without regard to the one before: so that texts do not just repeat. */
const FRESH = 0.1;

/**
 * Text without end: each word is drawn from those that follow the one before somewhere in the corpus, or
 * from all. A corpus of 50 million words that anyone may copy is not at hand.
 */
export class TextSource {
  readonly #roll: () => number;
  readonly #words: string[] = [];
  readonly #tokens: Int32Array;
  /** Places of the corpus in the order of their words, and where those of each word begin. */
  readonly #places: Int32Array;
  readonly #heads: Int32Array;

  constructor(documents: readonly BrownDocument[], roll: () => number) {
    this.#roll = roll;
    const vocabulary = new GrowingVocabulary();
    const tokens: number[] = [];
    const decoder = new TextDecoder();
    for (const { text } of documents) {
      words.scan(text, (key, length, hash) => {
        const number = vocabulary.numberOf(key, length, hash);
        if (number === this.#words.length) this.#words.push(decoder.decode(key.slice(0, length)));
        tokens.push(number);
      });
    }
    this.#tokens = Int32Array.from(tokens);
    this.#heads = new Int32Array(this.#words.length + 1);
    for (const token of tokens) (this.#heads[token + 1] as number) += 1;
    for (let at = 1; at < this.#heads.length; at += 1) {
      (this.#heads[at] as number) += this.#heads[at - 1] as number;
    }
    const next = this.#heads.slice();
    this.#places = new Int32Array(tokens.length);
    tokens.forEach((token, place) => {
      const slot = next[token] as number;
      next[token] = slot + 1;
      this.#places[slot] = place;
    });
  }

  text(length: number): string {
    const drawn: string[] = [];
    let token = this.#any();
    for (let at = 0; at < length; at += 1) {
      drawn.push(this.#words[token] as string);
      token = this.#after(token);
    }
    return drawn.join(' ');
  }

  #after(token: number): number {
    if (this.#roll() < FRESH) return this.#any();
    const head = this.#heads[token] as number;
    const count = (this.#heads[token + 1] as number) - head;
    const place = this.#places[head + Math.floor(this.#roll() * count)] as number;
    return this.#tokens[place + 1] ?? this.#any();
  }

  #any(): number {
    return this.#tokens[Math.floor(this.#roll() * this.#tokens.length)] as number;
  }
}
