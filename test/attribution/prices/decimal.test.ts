import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../src/attribution/prices/allocate.ts';
import { decimalOf, dividedHalfEven, inParts } from '../../../src/attribution/prices/decimal.ts';

describe('decimals', () => {
  it.each([
    ['0.28', 28n, 2],
    [2.85e-5, 285n, 7],
    ['1200', 1_200n, 0],
    ['1e3', 1_000n, 0],
    ['0.50', 5n, 1],
    [0.1, 1n, 1],
    [0, 0n, 0],
  ])('reads %s exactly', (text, digits, scale) => {
    expect(decimalOf(text)).toEqual({ digits, scale });
  });

  it.each(['', '-1', 'NaN', 'Infinity', '1e999', '1e-30', '0x10', '1,5', '9'.repeat(13)])(
    'refuses %s',
    (text) => expect(decimalOf(text)).toBeNull(),
  );

  it('counts parts', () => {
    expect(inParts({ digits: 28n, scale: 2 }, 4)).toBe(2_800n);
  });

  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [-7n, 3n, -2n],
    [8n, 3n, 3n],
    [-6n, 3n, -2n],
  ])('%s / %s is %s', (n, d, rounded) => expect(dividedHalfEven(n, d)).toBe(rounded));
});

describe('a divided amount', () => {
  it('sums to itself, each part within one of its exact share', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), weights, (total, given) => {
        const parts = allocate(total, given);
        const sum = given.reduce((a, b) => a + b, 0n);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
        if (sum === 0n) return;
        parts.forEach((part, index) => {
          const off = part * sum - total * (given[index] as bigint);
          expect(off < sum && off > -sum).toBe(true);
        });
      }),
    );
  });
});
