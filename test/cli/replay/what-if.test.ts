import { expect, test } from 'vitest';
import { partings } from '../../../src/cli/replay/what-if.ts';

const answers = (...list: readonly [number, string][]) =>
  list.map(([atMs, key]) => ({ atMs, key, words: key }));
const rows = (...args: Parameters<typeof partings>) =>
  partings(...args).map(
    ({ atMs, withAll, without, isSame }) => `${atMs} ${withAll} ${isSame ? '=' : '!'} ${without}`,
  );

test('equal answers part nowhere', () => {
  const one = answers([1, 'ok'], [5, 'bad'], [9, 'ok']);

  expect(rows(one, one)).toEqual([]);
});

test('the same answer at another time parts in between', () => {
  expect(rows(answers([1, 'ok'], [5, 'bad']), answers([1, 'ok'], [8, 'bad']))).toEqual([
    '5 bad ! ok',
    '8 bad = bad',
  ]);
});

test('a change while they differ is a row of its own', () => {
  const without = answers([1, 'ok']);

  expect(rows(answers([1, 'ok'], [3, 'a'], [4, 'b'], [6, 'ok']), without)).toEqual([
    '3 a ! ok',
    '4 b ! ok',
    '6 ok = ok',
  ]);
});

test('who has no answer yet says so', () => {
  expect(rows(answers([1, 'ok']), answers([4, 'ok']))).toEqual([
    '1 ok ! no answer yet',
    '4 ok = ok',
  ]);
});
