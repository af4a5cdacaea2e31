/** A vocabulary as it stands on disk and in memory alike. */
export interface VocabularyData {
  /** The keys, one after another. */
  readonly keys: Uint8Array;
  /** Where each key ends. */
  readonly keyEnds: Uint32Array;
  /** Open addressing by hash: number of a key + 1, 0 for none. A power of two of them. */
  readonly slots: Uint16Array | Uint32Array;
}

/** What a search gives for a key that is not there. */
export const UNKNOWN = -1;

/** Slots a key: at most half of the slots are taken, so that a search seldom takes more than two looks. */
const SLOTS_A_KEY = 2;
const FIRST_SLOTS = 1_024;

/** The number of the key, or {@link UNKNOWN}. */
export function findKey(
  { keys, keyEnds, slots }: VocabularyData,
  key: Uint8Array,
  from: number,
  to: number,
  hash: number,
): number {
  const mask = slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const number = (slots[slot] as number) - 1;
    if (number < 0) return UNKNOWN;
    if (isKey(keys, keyEnds, number, key, from, to)) return number;
  }
}

function isKey(
  keys: Uint8Array,
  keyEnds: Uint32Array,
  number: number,
  key: Uint8Array,
  from: number,
  to: number,
): boolean {
  const start = number === 0 ? 0 : (keyEnds[number - 1] as number);
  if ((keyEnds[number] as number) - start !== to - from) return false;
  for (let offset = 0; offset < to - from; offset += 1) {
    if (keys[start + offset] !== key[from + offset]) return false;
  }
  return true;
}

/** The bytes of a key. */
export function keyBytes({ keys, keyEnds }: VocabularyData, number: number): Uint8Array {
  return keys.subarray(number === 0 ? 0 : keyEnds[number - 1], keyEnds[number]);
}

/** A vocabulary that grows: keys are numbered in the order in which they are first met. */
export class GrowingVocabulary {
  #keys = new Uint8Array(16_384);
  #keyEnds = new Uint32Array(FIRST_SLOTS);
  #hashes = new Uint32Array(FIRST_SLOTS);
  #slots = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param hash of the key; @returns its number */
  numberOf(key: Uint8Array, length: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) break;
      if (
        this.#hashes[number] === hash &&
        isKey(this.#keys, this.#keyEnds, number, key, 0, length)
      ) {
        return number;
      }
    }
    this.#slots[slot] = this.#size + 1;
    return this.#append(key, length, hash);
  }

  hashOf(number: number): number {
    return this.#hashes[number] as number;
  }

  /** As small as it can be. */
  data(): VocabularyData {
    const used = this.#size === 0 ? 0 : (this.#keyEnds[this.#size - 1] as number);
    return {
      keys: this.#keys.slice(0, used),
      keyEnds: this.#keyEnds.slice(0, this.#size),
      slots: this.#size < 0xffff ? new Uint16Array(this.#slots) : this.#slots.slice(),
    };
  }

  #append(key: Uint8Array, length: number, hash: number): number {
    const number = this.#size;
    const start = number === 0 ? 0 : (this.#keyEnds[number - 1] as number);
    if (start + length > this.#keys.length) this.#keys = grown(this.#keys, Uint8Array);
    if (number === this.#keyEnds.length) {
      this.#keyEnds = grown(this.#keyEnds, Uint32Array);
      this.#hashes = grown(this.#hashes, Uint32Array);
    }
    for (let offset = 0; offset < length; offset += 1) {
      this.#keys[start + offset] = key[offset] as number;
    }
    this.#keyEnds[number] = start + length;
    this.#hashes[number] = hash;
    this.#size = number + 1;
    if (this.#size * SLOTS_A_KEY > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      let slot = (this.#hashes[number] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function grown<T extends Uint8Array | Uint32Array>(old: T, make: new (length: number) => T): T {
  const larger = new make(old.length * 2);
  larger.set(old);
  return larger;
}
