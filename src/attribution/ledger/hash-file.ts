import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { HASH_BYTES } from './hashes.ts';

/** Hashes read at once when all are read in order: 1 MiB. */
const AHEAD = 32_768;

/** Hashes one after another in a file that is open. */
export class HashFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Whole hashes in it. */
  get count(): number {
    return Math.floor(fstatSync(this.#descriptor).size / HASH_BYTES);
  }

  /** Whether there is a part of a hash at its end. */
  get isRagged(): boolean {
    return fstatSync(this.#descriptor).size % HASH_BYTES !== 0;
  }

  readonly read = (from: number, to: number): Buffer => {
    const buffer = Buffer.allocUnsafe((to - from) * HASH_BYTES);
    let length = 0;
    while (length < buffer.length) {
      const at = from * HASH_BYTES + length;
      const read = readSync(this.#descriptor, buffer, length, buffer.length - length, at);
      if (read === 0) throw new RangeError(`no hash ${Math.floor(at / HASH_BYTES)}`);
      length += read;
    }
    return buffer;
  };

  truncate(count: number): void {
    ftruncateSync(this.#descriptor, count * HASH_BYTES);
  }

  /** For readers that go through them in order: the hash at an index, undefined beyond the last. */
  inOrder(): (index: number) => Buffer | undefined {
    const count = this.count;
    let start = 0;
    let ahead: Buffer = Buffer.alloc(0);
    return (index) => {
      if (index < 0 || index >= count) return undefined;
      if (index < start || index >= start + ahead.length / HASH_BYTES) {
        start = index;
        ahead = this.read(index, Math.min(count, index + AHEAD));
      }
      const at = (index - start) * HASH_BYTES;
      return ahead.subarray(at, at + HASH_BYTES);
    };
  }
}
