import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LeastFirst } from '../../../src/attribution/accounting/least-first.ts';

it('gives what was put in, the least first, while more is put in', () => {
  const steps = fc.array(fc.oneof(fc.integer(), fc.constant(null)));
  fc.assert(
    fc.property(steps, (all) => {
      const least = new LeastFirst();
      let plain: number[] = [];
      for (const step of all) {
        if (step === null) {
          plain = plain.sort((a, b) => a - b);
          expect(least.shift()).toBe(plain.shift());
        } else {
          least.push(step);
          plain.push(step);
        }
      }
      for (const number of plain.sort((a, b) => a - b)) expect(least.shift()).toBe(number);
      expect(least.shift()).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});
