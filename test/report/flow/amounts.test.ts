import { expect, test } from 'vitest';
import { shortAmount, wordsOfRate } from '../../../src/report/flow/amounts.ts';

const usd = { measure: 'value', currency: 'USD' } as const;

test.each([
  [0n, '0'],
  [1n, '<0.1µ'],
  [9_000n, '9.0µ'],
  [45_600n, '46µ'],
  [1_000_000n, '.0010'],
  [95_000_000n, '0.10'],
  [3_118_600_000n, '3.12'],
  [1_234_000_000_000n, '1,234'],
  [12_345_000_000_000n, '12.3k'],
])('%d nanos fit six cells as %s', (nanos, text) => {
  expect(shortAmount(nanos, usd)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(6);
});

test.each([
  ['requests', 1_028.4, '1,028/s'],
  ['requests', 12.34, '12/s'],
  ['requests', 5, '5.0/s'],
  ['requests', 0.2, '12/min'],
  ['requests', 1 / 3_600, '1.0/h'],
  ['tokens', 123_456, '123k/s'],
  ['value', 14_600_000, '0.88/min'],
  ['time', 5_000_000, ''],
] as const)('%s of %d a second are said as "%s"', (measure, perSecond, text) => {
  expect(wordsOfRate(perSecond, { measure, currency: 'USD' })).toBe(text);
});
