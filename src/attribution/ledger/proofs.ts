import { nodeHash } from './hashes.ts';

/**
 * The root of the leaves from `from` to `to` (not included), the larger subtree on the left, as RFC 9162
 * section 2.1 cuts trees.
 */
export type RangeRoot = (from: number, to: number) => Buffer;

/** RFC 9162 section 2.1.3.1: the hashes that lead from leaf `index` to the root of `size` leaves. */
export function inclusionPath(index: number, size: number, root: RangeRoot): Buffer[] {
  const path: Buffer[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(root(middle, to));
      to = middle;
    } else {
      path.push(root(from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** RFC 9162 section 2.1.4.1: what shows that the first `old` leaves of `size` are those of the older tree. */
export function consistencyPath(old: number, size: number, root: RangeRoot): Buffer[] {
  if (old === 0 || old === size) return [];
  const path: Buffer[] = [];
  let [from, to] = [0, size];
  // The root of the old tree is known to who asks, so it is left out where it is one subtree.
  while (old !== to) {
    const middle = from + splitOf(to - from);
    if (old <= middle) {
      path.push(root(middle, to));
      to = middle;
    } else {
      path.push(root(from, middle));
      from = middle;
    }
  }
  if (from > 0) path.push(root(from, to));
  return path.reverse();
}

/** RFC 9162 section 2.1.3.2. */
export function isIncluded(
  leaf: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
  root: Buffer,
): boolean {
  if (index < 0 || index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/** RFC 9162 section 2.1.4.2. */
export function isConsistent(
  old: number,
  size: number,
  oldRoot: Buffer,
  root: Buffer,
  path: readonly Buffer[],
): boolean {
  if (old > size) return false;
  if (old === size) return path.length === 0 && oldRoot.equals(root);
  if (old === 0) return path.length === 0;
  const [first, ...rest] = isPowerOfTwo(old) ? [oldRoot, ...path] : path;
  if (!first) return false;
  let [node, last] = [old - 1, size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [oldHash, hash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && oldHash.equals(oldRoot) && hash.equals(root);
}

/** The largest power of two below `size`: how many leaves are on the left. */
export function splitOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** Sizes go beyond 32 bits, so no shifts. */
function half(number: number): number {
  return Math.floor(number / 2);
}

function isPowerOfTwo(number: number): boolean {
  let power = 1;
  while (power < number) power *= 2;
  return power === number;
}
