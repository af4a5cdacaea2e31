import { expect, test } from 'vitest';
import {
  age,
  clockTime,
  clockTimeOf,
  latency,
  modeWords,
  shortAge,
} from '../../src/console/format.ts';

test.each([
  [0, '1s'],
  [1_400, '1s'],
  [2_600, '3s'],
  [9_400, '9s'],
  [12_300, '10s'],
  [59_000, '50s'],
  [60_000, '1m'],
  [3_599_000, '59m'],
  [3_600_000, '1h'],
  [172_800_000, '2d'],
])('an age of %i ms is %s', (ms, words) => {
  expect(shortAge(ms)).toBe(words);
});

test('in words an age has a unit apart', () => {
  expect(age(20_000)).toBe('20 s');
});

test.each([
  [0.04, '<0.1 ms'],
  [3.21, '3.2 ms'],
  [9.96, '10 ms'],
  [212.4, '212 ms'],
  [1_500, '1.5 s'],
  [200_000, '3 m'],
])('a latency of %d ms is %s, and fits its column', (ms, words) => {
  expect(latency(ms)).toBe(words);
  expect(latency(ms).length).toBeLessThanOrEqual(8);
});

test('times are in UTC and say so', () => {
  expect(clockTime(Date.UTC(2026, 10, 21, 14, 2, 31, 900))).toBe('14:02:31Z');
  expect(clockTimeOf('2026-11-21T14:02:31.311Z')).toBe('14:02:31Z');
  expect(clockTimeOf('no instant')).toBe('?');
});

test('a fault mode is read as words', () => {
  expect(modeWords('dns.name_missing')).toBe('name missing');
});
