import type { TokenList } from '../../tokens/token-list.ts';
import { findKey, keyBytes } from '../../tokens/vocabulary.ts';
import { DOCUMENT_END, type ShardData, shardBytes } from './shard-data.ts';

/** Suffixes of one block, of which the first place is remembered. */
const BLOCK = 64;

/** A shard that can be searched. Documents that were taken down are not in it: see {@link liveSuffixes}. */
export class Shard {
  readonly data: ShardData;
  /** Where the suffixes begin, in their order; only those of documents that are not taken down. */
  readonly suffixes: Int32Array;
  /** Where the suffixes that begin with each token begin among `suffixes`; one more for the end. */
  readonly heads: Int32Array;
  readonly #blockMinima: Int32Array;

  /** @param isDead whether the document with this number in the catalogue is taken down */
  constructor(data: ShardData, isDead: (ordinal: number) => boolean = () => false) {
    this.data = data;
    const dead = deadDocuments(data, isDead);
    this.suffixes = liveSuffixes(data, dead);
    this.heads = headsOf(data, dead);
    this.#blockMinima = blockMinima(this.suffixes);
  }

  /** Bytes that its arrays take. */
  get bytes(): number {
    const own = this.heads.byteLength + this.#blockMinima.byteLength;
    const copied = this.suffixes === this.data.suffixes ? 0 : this.suffixes.byteLength;
    return shardBytes(this.data) + own + copied;
  }

  /** Live tokens. */
  get tokenCount(): number {
    return this.suffixes.length - (this.heads[1] ?? 0);
  }

  /** The tokens of a text as this shard numbers them; −1 for what it has no word for. */
  idsOf(list: TokenList): Int32Array {
    const ids = new Int32Array(list.count);
    this.numberTokens(list, 0, list.count, ids);
    return ids;
  }

  /** As {@link idsOf}, for some of the tokens. */
  numberTokens(list: TokenList, from: number, to: number, ids: Int32Array): void {
    let start = from === 0 ? 0 : (list.keyEnds[from - 1] as number);
    for (let at = from; at < to; at += 1) {
      const end = list.keyEnds[at] as number;
      const hash = list.hashes[at] as number;
      const number = findKey(this.data.vocabulary, list.keys, start, end, hash);
      ids[at] = number < 0 ? -1 : number + 1;
      start = end;
    }
  }

  /** The key of the token at a place; null at the end of a document. */
  keyAt(place: number): Uint8Array | null {
    const token = this.data.tokens[place];
    if (token === undefined || token === DOCUMENT_END) return null;
    return keyBytes(this.data.vocabulary, token - 1);
  }

  /** Which document of this shard a place belongs to. */
  documentAt(place: number): number {
    const { starts } = this.data;
    let low = 0;
    let high = starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /**
   * The first places among the suffixes of an interval, ascending: documents stand in the order of their
   * registration, so these are the occurrences that were registered first.
   *
   * @param limit at most so many
   */
  firstPlaces(low: number, high: number, limit: number): number[] {
    const places: number[] = [];
    let at = low;
    while (at < high) {
      const block = Math.floor(at / BLOCK);
      const end = Math.min(high, (block + 1) * BLOCK);
      const worst = places.length < limit ? Infinity : (places[limit - 1] as number);
      if ((this.#blockMinima[block] as number) < worst) {
        for (; at < end; at += 1) insertPlace(places, this.suffixes[at] as number, limit);
      }
      at = end;
    }
    return places;
  }
}

function insertPlace(places: number[], place: number, limit: number): void {
  if (places.length === limit && place >= (places[limit - 1] as number)) return;
  let at = places.length;
  while (at > 0 && (places[at - 1] as number) > place) at -= 1;
  places.splice(at, 0, place);
  if (places.length > limit) places.pop();
}

function deadDocuments(data: ShardData, isDead: (ordinal: number) => boolean): readonly number[] {
  return [...data.ordinals.keys()].filter((index) => isDead(data.ordinals[index] as number));
}

/** A sorted array stays sorted when some of it is left out: so a document is taken down. */
function liveSuffixes(data: ShardData, dead: readonly number[]): Int32Array {
  if (dead.length === 0) return data.suffixes;
  const isDead = new Uint8Array(data.tokens.length);
  for (const index of dead) isDead.fill(1, data.starts[index], data.starts[index + 1]);
  return data.suffixes.filter((place) => isDead[place] === 0);
}

function headsOf(data: ShardData, dead: readonly number[]): Int32Array {
  const heads = new Int32Array(data.vocabulary.keyEnds.length + 2);
  const isDead = new Set(dead);
  for (let index = 0; index < data.ordinals.length; index += 1) {
    if (isDead.has(index)) continue;
    const end = data.starts[index + 1] as number;
    for (let place = data.starts[index] as number; place < end; place += 1) {
      (heads[(data.tokens[place] as number) + 1] as number) += 1;
    }
  }
  for (let token = 1; token < heads.length; token += 1) {
    (heads[token] as number) += heads[token - 1] as number;
  }
  return heads;
}

function blockMinima(suffixes: Int32Array): Int32Array {
  const minima = new Int32Array(Math.ceil(suffixes.length / BLOCK)).fill(0x7fffffff);
  for (let at = 0; at < suffixes.length; at += 1) {
    const block = Math.floor(at / BLOCK);
    const place = suffixes[at] as number;
    if (place < (minima[block] as number)) minima[block] = place;
  }
  return minima;
}
