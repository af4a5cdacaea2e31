import { expect, test } from 'vitest';
import { shortAmount } from '../../../src/report/flow/amounts.ts';

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
