import type { Tokeniser } from '../../tokens/types.ts';
import { GrowingVocabulary } from '../../tokens/vocabulary.ts';
import { suffixArray } from '../suffixes/suffix-array.ts';
import { addGrams, emptyFilter } from './gram-filter.ts';
import { DOCUMENT_END, type ShardData } from './shard-data.ts';

/** A document that goes into a shard. */
export interface ShardDocument {
  readonly ordinal: number;
  readonly text: string;
}

/** Gathers documents and makes a shard of them. */
export class ShardBuilder {
  readonly #tokeniser: Tokeniser;
  readonly #vocabulary = new GrowingVocabulary();
  readonly #ordinals: number[] = [];
  readonly #starts: number[] = [0];
  #tokens = new Uint32Array(65_536);
  #size = 0;

  constructor(tokeniser: Tokeniser) {
    this.#tokeniser = tokeniser;
  }

  get words(): number {
    return this.#vocabulary.size;
  }

  get tokens(): number {
    return this.#size;
  }

  get documents(): number {
    return this.#ordinals.length;
  }

  add({ ordinal, text }: ShardDocument): void {
    this.#tokeniser.scan(text, (key, length, hash) => {
      this.#push(this.#vocabulary.numberOf(key, length, hash) + 1);
    });
    this.#push(DOCUMENT_END);
    this.#ordinals.push(ordinal);
    this.#starts.push(this.#size);
  }

  build(): ShardData {
    const symbols = this.#vocabulary.size + 1;
    const used = this.#tokens.subarray(0, this.#size);
    const tokens = symbols <= 0x10000 ? new Uint16Array(used) : used.slice();
    const filter = emptyFilter(this.#tokeniser.filterGram, tokens.length);
    for (let index = 0; index < this.#ordinals.length; index += 1) {
      const from = this.#starts[index] as number;
      const count = (this.#starts[index + 1] as number) - from - 1;
      const hashes = new Uint32Array(count);
      for (let at = 0; at < count; at += 1) {
        hashes[at] = this.#vocabulary.hashOf((tokens[from + at] as number) - 1);
      }
      addGrams(filter, hashes, count);
    }
    return {
      tokeniser: this.#tokeniser.id,
      tokens,
      suffixes: suffixArray(tokens, symbols),
      filter,
      vocabulary: this.#vocabulary.data(),
      ordinals: Uint32Array.from(this.#ordinals),
      starts: Int32Array.from(this.#starts),
    };
  }

  #push(token: number): void {
    if (this.#size === this.#tokens.length) {
      const larger = new Uint32Array(this.#tokens.length * 2);
      larger.set(this.#tokens);
      this.#tokens = larger;
    }
    this.#tokens[this.#size] = token;
    this.#size += 1;
  }
}

/** Tokens of a shard: its arrays fit the caches in which sorting is fast. */
const MAX_TOKENS = 4_194_304;
/** Words of a shard, so that two bytes name each. */
const MAX_WORDS = 0xfffe;

/**
 * Documents, in their order, → as few shards as hold them; a document is never cut. One with more words
 * than two bytes can name is a shard of its own, with four bytes a token.
 */
export function* shardsOf(
  tokeniser: Tokeniser,
  documents: Iterable<ShardDocument>,
): Generator<ShardData> {
  let builder = new ShardBuilder(tokeniser);
  let held: ShardDocument[] = [];
  for (const document of documents) {
    builder.add(document);
    held.push(document);
    if (builder.words <= MAX_WORDS && builder.tokens <= MAX_TOKENS) continue;
    if (builder.documents > 1) {
      yield shardWithout(tokeniser, held);
      builder = new ShardBuilder(tokeniser);
      builder.add(document);
      held = [document];
    }
  }
  if (builder.documents > 0) yield builder.build();
}

/** Of all but the last document: what that brought cannot be taken out again. */
function shardWithout(tokeniser: Tokeniser, held: readonly ShardDocument[]): ShardData {
  const builder = new ShardBuilder(tokeniser);
  for (const document of held.slice(0, -1)) builder.add(document);
  return builder.build();
}
