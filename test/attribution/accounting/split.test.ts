import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitExactly } from '../../../src/attribution/accounting/split.ts';
import type { PartyId } from '../../../src/attribution/types.ts';

const part = (party: string, ppm: number) => ({ party: party as PartyId, ppm });

/** Parts that sum to a million: points on the line from 0 to it. */
const wholes = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 0, maxLength: 12 })
  .map((points) => [0, ...points.sort((a, b) => a - b), 1_000_000])
  .map((points) => points.slice(1).map((to, index) => to - (points[index] ?? 0)))
  .map((ppm) => ppm.map((each, index) => part(`contributor:${(index * 7) % 13}`, each)));

describe('an amount split by parts per million', () => {
  it('gives the largest remainders what is left', () => {
    // 33.3333, 33.3333, 33.3334: the last has the largest remainder.
    expect(
      splitExactly(100n, [part('a', 333_333), part('b', 333_333), part('c', 333_334)]),
    ).toEqual([33n, 33n, 34n]);
  });

  it('breaks ties by party id, whatever the order of the shares', () => {
    const half = [part('contributor:b', 500_000), part('contributor:a', 500_000)];
    expect(splitExactly(1n, half)).toEqual([0n, 1n]);
    expect(splitExactly(1n, half.toReversed())).toEqual([1n, 0n]);
  });

  it('sums to the amount, and no part is a whole unit away from its exact share', () => {
    fc.assert(
      fc.property(wholes, fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (parts, amount) => {
        const split = splitExactly(amount, parts);
        expect(split.reduce((a, b) => a + b, 0n)).toBe(amount);
        for (const [index, { ppm }] of parts.entries()) {
          const off = (split[index] ?? 0n) * 1_000_000n - amount * BigInt(ppm);
          expect(off > -1_000_000n && off < 1_000_000n).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives each party the same in any order of the shares', () => {
    fc.assert(
      fc.property(
        wholes,
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.nat(),
        (parts, amount, turn) => {
          const turned = [
            ...parts.slice(turn % parts.length),
            ...parts.slice(0, turn % parts.length),
          ];
          expect(byParty(turned, amount)).toEqual(byParty(parts, amount));
        },
      ),
    );
  });

  it.each([
    [[part('a', 999_999)], 'they sum to 999999 ppm'],
    [[part('a', 1_000_001)], 'they sum to 1000001 ppm'],
    [[part('a', 0.5), part('b', 999_999.5)], 'a has 0.5 ppm'],
    [[part('a', -1), part('b', 1_000_001)], 'a has -1 ppm'],
    [[], 'they sum to 0 ppm'],
  ])('refuses %j', (parts, why) => {
    expect(() => splitExactly(1n, parts)).toThrow(`shares do not split a whole: ${why}`);
  });
});

function byParty(parts: readonly { party: PartyId; ppm: number }[], amount: bigint) {
  const split = splitExactly(amount, parts);
  return parts.map(({ party, ppm }, index) => `${party} ${ppm} ${split[index]}`).sort();
}
