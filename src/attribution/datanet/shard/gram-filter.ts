import { mixed } from '../../tokens/hash.ts';

/**
 * A Bloom filter over all stretches of `gram` tokens of a shard, so that most searches that would find
 * nothing are never made: one read tells. Its three bits stand in one word of memory; at 8 bits a token
 * one absent stretch in some 15 passes.
 */
export interface GramFilter {
  readonly gram: number;
  readonly bits: Uint32Array;
}

/** Bits of the filter for each token of a shard. */
const BITS_A_TOKEN = 8;
const FACTOR = 0x01000193;
const RANGE = 2 ** 24;

/** A filter without any stretch in it. */
export function emptyFilter(gram: number, tokens: number): GramFilter {
  return { gram, bits: new Uint32Array(Math.ceil((tokens * BITS_A_TOKEN) / 32) + 1) };
}

/**
 * The hash of each stretch of `gram` tokens, by its last token. The first `gram` − 1 have none.
 *
 * @param hashes of the tokens
 * @returns as many as there are tokens
 */
export function gramHashes(hashes: Uint32Array, count: number, gram: number): Uint32Array {
  const result = new Uint32Array(count);
  let leaving = 1;
  for (let step = 0; step < gram; step += 1) leaving = Math.imul(leaving, FACTOR);
  let rolling = 0;
  for (let at = 0; at < count; at += 1) {
    rolling = Math.imul(rolling, FACTOR) + (hashes[at] as number);
    if (at >= gram) rolling -= Math.imul(hashes[at - gram] as number, leaving);
    rolling |= 0;
    if (at >= gram - 1) result[at] = mixed(rolling);
  }
  return result;
}

export function addGrams({ gram, bits }: GramFilter, hashes: Uint32Array, count: number): void {
  const grams = gramHashes(hashes, count, gram);
  for (let at = gram - 1; at < count; at += 1) {
    const hash = grams[at] as number;
    (bits[wordOf(hash, bits.length)] as number) |= maskOf(hash);
  }
}

/** False: no stretch with this hash is in the shard. True: one may be. */
export function mayHold({ bits }: GramFilter, hash: number): boolean {
  const mask = maskOf(hash);
  return ((bits[wordOf(hash, bits.length)] as number) & mask) === mask;
}

function wordOf(hash: number, words: number): number {
  return Math.floor(((hash >>> 8) * words) / RANGE);
}

function maskOf(hash: number): number {
  const choice = Math.imul(hash, 0x9e3779b1) >>> 17;
  return (1 << (choice & 31)) | (1 << ((choice >>> 5) & 31)) | (1 << ((choice >>> 10) & 31));
}
