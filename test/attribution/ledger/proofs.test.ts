import { expect, it } from 'vitest';
import { Frontier } from '../../../src/attribution/ledger/frontier.ts';
import { emptyRoot, leafHash, nodeHash } from '../../../src/attribution/ledger/hashes.ts';
import {
  consistencyPath,
  inclusionPath,
  isConsistent,
  isIncluded,
} from '../../../src/attribution/ledger/proofs.ts';
import { Subtrees } from '../../../src/attribution/ledger/subtrees.ts';

/** The tree of RFC 9162 section 2.1.1, as it is defined: slow and plain. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return emptyRoot;
  if (leaves.length === 1) return only;
  let power = 1;
  while (power * 2 < leaves.length) power *= 2;
  return nodeHash(rootOf(leaves.slice(0, power)), rootOf(leaves.slice(power)));
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));

/** The test vectors of certificate transparency's own reference tree. */
const reference = {
  leaves: [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ],
  roots: [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
};

it('hashes as certificate transparency does', () => {
  const frontier = new Frontier();
  expect(frontier.root().toString('hex')).toBe(emptyRoot.toString('hex'));
  for (const [index, leaf] of reference.leaves.entries()) {
    frontier.append(leafHash(Buffer.from(leaf, 'hex')));
    expect(frontier.root().toString('hex')).toBe(reference.roots[index]);
  }
});

it('knows the root of any number of leaves', () => {
  const leaves = leavesOf(600);
  const frontier = new Frontier();
  for (const [index, leaf] of leaves.entries()) {
    frontier.append(leaf);
    if (index % 37 === 0) expect(frontier.root()).toEqual(rootOf(leaves.slice(0, index + 1)));
  }
});

it('proves every leaf of every small tree, and no other', () => {
  for (let size = 1; size <= 40; size += 1) {
    const leaves = leavesOf(size);
    const root = rootOf(leaves);
    const range = (from: number, to: number) => rootOf(leaves.slice(from, to));
    for (let index = 0; index < size; index += 1) {
      const leaf = leaves[index] as Buffer;
      const path = inclusionPath(index, size, range);
      expect(isIncluded(leaf, index, size, path, root)).toBe(true);
      expect(isIncluded(leaf, index + 1, size, path, root)).toBe(false);
      expect(isIncluded(leafHash(leaf), index, size, path, root)).toBe(false);
      expect(isIncluded(leaf, index, size, [...path, leaf], root)).toBe(false);
      if (path.length > 0) {
        expect(isIncluded(leaf, index, size, path.slice(1), root)).toBe(false);
      }
    }
  }
});

it('proves that every small tree goes on from every smaller one, and from no other', () => {
  for (let size = 1; size <= 40; size += 1) {
    const leaves = leavesOf(size);
    const root = rootOf(leaves);
    const range = (from: number, to: number) => rootOf(leaves.slice(from, to));
    for (let old = 0; old <= size; old += 1) {
      const oldRoot = rootOf(leaves.slice(0, old));
      const path = consistencyPath(old, size, range);
      expect(isConsistent(old, size, oldRoot, root, path)).toBe(true);
      if (old === 0) continue;
      expect(isConsistent(old, size, leafHash(oldRoot), root, path)).toBe(false);
      expect(isConsistent(old, size, oldRoot, leafHash(root), path)).toBe(false);
      expect(isConsistent(old, size, oldRoot, root, [...path, root])).toBe(false);
    }
  }
});

it('proves from kept subtrees as from all leaves', () => {
  const leaves = leavesOf(2_000);
  const subtrees = new Subtrees((from, to) => Buffer.concat(leaves.slice(from, to)));
  const plain = (from: number, to: number) => rootOf(leaves.slice(from, to));
  for (const size of [1, 255, 256, 257, 511, 1_025, 1_999, 2_000]) {
    subtrees.grow(size);
    for (const index of [0, 1, 254, 255, 256, 700, size - 1].filter((each) => each < size)) {
      expect(inclusionPath(index, size, subtrees.root)).toEqual(inclusionPath(index, size, plain));
      expect(consistencyPath(index + 1, size, subtrees.root)).toEqual(
        consistencyPath(index + 1, size, plain),
      );
    }
  }
});
