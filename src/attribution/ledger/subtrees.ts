import { HASH_BYTES, nodeHash } from './hashes.ts';
import type { RangeRoot } from './proofs.ts';

/** Leaves of one subtree whose root is kept: 0.125 bytes a leaf are in memory, and 256 hashes are read at most. */
const TILE = 256;

/** The hashes of the leaves from `from` to `to`, one after another. */
export type ReadHashes = (from: number, to: number) => Buffer;

/**
 * Roots of whole subtrees of 256 leaves, kept so that a proof reads a few hundred hashes instead of all. The
 * hashes of the leaves themselves stay where they are.
 */
export class Subtrees {
  readonly #read: ReadHashes;
  readonly #roots: Buffer[] = [];

  constructor(read: ReadHashes) {
    this.#read = read;
  }

  /** Takes all tiles in that are whole among the first `size` leaves. */
  grow(size: number): void {
    while ((this.#roots.length + 1) * TILE <= size) {
      const from = this.#roots.length * TILE;
      this.#roots.push(rootOf(cut(this.#read(from, from + TILE))));
    }
  }

  readonly root: RangeRoot = (from, to) => {
    if (to - from < TILE) return rootOf(cut(this.#read(from, to)));
    // Ranges that proofs ask for begin at a multiple of the power of two that they are cut by.
    const whole = Math.floor(to / TILE);
    const roots = this.#roots.slice(from / TILE, whole);
    const rest = whole * TILE < to ? [rootOf(cut(this.#read(whole * TILE, to)))] : [];
    return rootOf([...roots, ...rest]);
  };
}

function cut(hashes: Buffer): Buffer[] {
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, index) =>
    hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}

/** Pairs joined level by level; an odd one goes up as it is, which is how RFC 9162 cuts trees. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  let level = hashes;
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index] as Buffer, level[index + 1]];
      next.push(right ? nodeHash(left, right) : left);
    }
    level = next;
  }
  return level[0] as Buffer;
}
