import { expect, test } from 'vitest';
import { progressWords } from '../../src/cli/ask/progress-words.ts';

const open = (bits: number, ...candidates: string[]) => ({ candidates, bits });
const three = open(1.5, 'router', 'store', 'gateway');

test.each([
  [open(0.1, 'router'), 'halves what is open: 3 → 1 candidates (router), 1.40 bits'],
  [open(1, 'router', 'store'), 'narrows it: 3 → 2 candidates (router, store), 0.50 bits'],
  [three, 'changes little: 3 → 3 candidates (router, store, gateway), 0.00 bits'],
  [open(2, 'a', 'b', 'c', 'd'), 'opens it again: 3 → 4 candidates, -0.50 bits'],
])('from three candidates to %o', (after, words) => {
  expect(progressWords(three, after)).toBe(words);
});
