import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suffixOrder } from '../../../src/sandbox/language/suffix-order.ts';

test('orders positions as a comparison of the tokens that follow would', () => {
  const token = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(fc.array(token, { maxLength: 60 }), (numbers) => {
      const tokens = Uint16Array.from(numbers);
      const suffix = (position: number) => [...numbers.slice(position, position + 3), -1, -1, -1];
      const expected = [...numbers.keys()].sort((a, b) => {
        const [left, right] = [suffix(a), suffix(b)];
        for (let offset = 0; offset < 3; offset += 1) {
          const difference = (left[offset] ?? 0) - (right[offset] ?? 0);
          if (difference !== 0) return difference;
        }
        return a - b;
      });
      expect([...suffixOrder(tokens, 7, 3)]).toEqual(expected);
    }),
  );
});
