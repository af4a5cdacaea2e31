import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heightsOf } from '../../../src/attribution/flow/heights.ts';

test('rows are shared out by largest remainder, ties to the first', () => {
  expect(heightsOf([50n, 30n, 20n], 10)).toEqual([5, 3, 2]);
  expect(heightsOf([1n, 1n, 1n], 4)).toEqual([2, 1, 1]);
  expect(heightsOf([999n, 1n], 10)).toEqual([10, 0]);
  expect(heightsOf([0n, 0n], 10)).toEqual([0, 0]);
});

test('all rows are given, whatever the amounts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (amounts, rows) => {
        const heights = heightsOf(amounts, rows);
        const given = heights.reduce((sum, height) => sum + height, 0);
        expect(given).toBe(amounts.some((amount) => amount > 0n) ? rows : 0);
        for (const [index, height] of heights.entries()) {
          const total = amounts.reduce((sum, amount) => sum + amount, 0n);
          if (total === 0n) continue;
          const exact = (Number(amounts[index]) * rows) / Number(total);
          expect(Math.abs(height - exact)).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});
