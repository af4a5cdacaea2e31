import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FirstTokenTally } from '../../../src/attribution/flow/first-token.ts';
import type { Inference } from '../../../src/events/types.ts';
import { inferenceOf } from '../../support/accounted.ts';

const links = ['gateway', 'router', 'replica-a', 'replica-b'];

function answer(firstTokenMs: number | null, parts: readonly (readonly [string, number | null])[]) {
  const path = parts.map(([link, ms]) => ({ link, ms: ms ?? 1, firstTokenMs: ms }));
  return inferenceOf({ attempt: 'a', firstTokenMs, path });
}

function tallyOf(answers: readonly Inference[]): FirstTokenTally {
  const tally = new FirstTokenTally();
  for (const one of answers) tally.add(one, 1);
  return tally;
}

const sharesOf = (tally: FirstTokenTally) => links.map((link) => tally.shareOf(link));

test('a link that only slow answers passed has no more than it took of all the time', () => {
  const tally = tallyOf([
    answer(1_000, [['replica-a', 900]]),
    ...Array.from({ length: 9 }, () => answer(100, [['replica-b', 90]])),
  ]);
  // Its mean of 900 ms is 474 % of the mean of all, 190 ms.
  expect(tally.shareOf('replica-a')).toBeCloseTo(900 / 1_900, 9);
  expect(tally.shareOf('replica-b')).toBeCloseTo(810 / 1_900, 9);
  expect(tally.whole.elsewhereShare).toBeCloseTo(190 / 1_900, 9);
});

test('answers whose way nobody told are no part of the whole', () => {
  const tally = tallyOf([answer(100, [['gateway', 40]]), answer(5_000, [['gateway', null]])]);
  expect(tally.shareOf('gateway')).toBeCloseTo(0.4, 9);
  expect(tally.shareOf('router')).toBeNull();
});

const parts = fc.array(
  fc.tuple(fc.constantFrom(...links), fc.option(fc.nat(10_000), { nil: null })),
  { maxLength: 5 },
);
const answers = fc.array(
  fc.tuple(fc.option(fc.integer({ min: 1, max: 9_000 }), { nil: null }), parts),
  { maxLength: 20 },
);

test('shares are parts of a whole whatever clocks say, and what is taken away leaves nothing', () => {
  fc.assert(
    fc.property(answers, answers, (some, more) => {
      const [first, second] = [some, more].map((all) => all.map(([ms, way]) => answer(ms, way)));
      const tally = tallyOf([...(first ?? []), ...(second ?? [])]);
      const shares = sharesOf(tally).flatMap((share) => share ?? []);
      for (const share of shares) expect(share).toBeLessThanOrEqual(1);
      const { elsewhereShare } = tally.whole;
      if (elsewhereShare !== null) {
        expect(elsewhereShare).toBeGreaterThanOrEqual(0);
        expect(shares.reduce((a, b) => a + b, elsewhereShare)).toBeCloseTo(1, 9);
      }
      const merged = tallyOf(first ?? []);
      merged.merge(tallyOf(second ?? []));
      expect(merged.whole).toEqual(tally.whole);
      for (const one of second ?? []) tally.add(one, -1);
      expect(tally.whole).toEqual(tallyOf(first ?? []).whole);
    }),
  );
});
