import fc from 'fast-check';
import { expect, it } from 'vitest';
import { declaredShares } from '../../../src/attribution/methods/declared.ts';
import { sharesByWeight } from '../../../src/attribution/methods/parts-per-million.ts';
import type { PartyId } from '../../../src/attribution/types.ts';

const weights = fc.array(fc.nat(1_000_000), { maxLength: 30 });

it('conserves a million, within one part of each party’s due, in any order', () => {
  fc.assert(
    fc.property(weights, fc.nat(1_000_000), (all, more) => {
      const parties = all.map((weight, at): [PartyId, number] => [`contributor:${at}`, weight]);
      const total = all.reduce((sum, weight) => sum + weight, 0) + more;
      const shares = sharesByWeight(new Map(parties), total, 'loo', 'checked');
      expect(shares.reduce((sum, { ppm }) => sum + ppm, 0)).toBe(1_000_000);
      expect(sharesByWeight(new Map(parties.toReversed()), total, 'loo', 'checked')).toEqual(
        shares,
      );
      for (const [party, weight] of parties) {
        const given = shares.find((share) => share.party === party)?.ppm ?? 0;
        expect(Math.abs(given - (weight / Math.max(1, total)) * 1e6)).toBeLessThan(1.000001);
      }
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

it('leaves all unattributed where nobody earned anything', () => {
  expect(sharesByWeight(new Map(), 0, 'retrieval', 'checked')).toEqual([
    { party: 'unattributed', ppm: 1_000_000, method: 'retrieval', evidence: 'checked' },
  ]);
});

it('breaks ties by the names of the parties', () => {
  const thirds = new Map<PartyId, number>([
    ['contributor:c', 1],
    ['contributor:a', 1],
    ['contributor:b', 1],
  ]);
  expect(sharesByWeight(thirds, 3, 'loo', 'checked').map(({ ppm }) => ppm)).toEqual([
    333_334, 333_333, 333_333,
  ]);
});

it('takes declared splits as they are, if they are sound', () => {
  const parts = [
    { party: 'contributor:ada', ppm: 700_000 },
    { party: 'unattributed', ppm: 300_000 },
  ] as const;
  expect(declaredShares(parts)).toMatchObject(parts);
  for (const wrong of [299_999, 300_000.5, -1]) {
    const split = [parts[0], { party: 'unattributed', ppm: wrong }] as const;
    expect(() => declaredShares(split)).toThrow(/sum to .* parts per million/);
  }
});
