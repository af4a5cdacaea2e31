import { HASH_BYTES, nodeHash } from './hashes.ts';
import { type RangeRoot, splitOf } from './proofs.ts';

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
  /** Roots of larger ranges that were asked for: at most as many as there are tiles, for each size. */
  readonly #joined = new Map<string, Buffer>();

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
    if (to - from === TILE) return this.#roots[from / TILE] as Buffer;
    const range = `${from}-${to}`;
    const known = this.#joined.get(range);
    if (known) return known;
    const middle = from + splitOf(to - from);
    const root = nodeHash(this.root(from, middle), this.root(middle, to));
    this.#joined.set(range, root);
    return root;
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
