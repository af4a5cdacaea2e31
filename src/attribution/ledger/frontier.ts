import { emptyRoot, nodeHash } from './hashes.ts';

/**
 * The right edge of a Merkle tree: the roots of its whole subtrees, from the largest to the smallest. It
 * is all that is needed to append and to know the root; it grows with the logarithm of the leaves.
 */
export class Frontier {
  readonly #roots: Buffer[] = [];
  #size = 0;

  /** Leaves. */
  get size(): number {
    return this.#size;
  }

  /** @param leaf its hash */
  append(leaf: Buffer): void {
    let root = leaf;
    for (let size = this.#size; size % 2 === 1; size = Math.floor(size / 2)) {
      root = nodeHash(this.#roots.pop() as Buffer, root);
    }
    this.#roots.push(root);
    this.#size += 1;
  }

  copy(): Frontier {
    const copy = new Frontier();
    copy.#roots.push(...this.#roots);
    copy.#size = this.#size;
    return copy;
  }

  root(): Buffer {
    const [smallest, ...larger] = this.#roots.toReversed();
    if (!smallest) return emptyRoot;
    return larger.reduce((right, left) => nodeHash(left, right), smallest);
  }
}
