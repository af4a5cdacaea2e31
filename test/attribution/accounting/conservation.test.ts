import { expect, it } from 'vitest';
import { expectedSums, sumsOf } from '../../../bench/ledger/oracle.ts';
import { planOf, shuffled } from '../../../bench/ledger/plan.ts';
import { played } from '../../../bench/ledger/play.ts';
import { Traffic } from '../../../bench/ledger/traffic.ts';

/** `npm run bench:ledger` plays a million. */
const EVENTS = 20_000;

it('sums to the same nano-dollar in any order: retries, late news, duplicates, disputes', () => {
  const traffic = new Traffic(6);
  const plan = planOf(EVENTS, 6);
  const expected = expectedSums(traffic, plan);
  expect(expected.size).toBeGreaterThan(200);
  for (const order of [
    plan.events,
    plan.events.toReversed(),
    shuffled(plan.events, 1),
    shuffled(plan.events, 2),
  ]) {
    const accumulator = played(traffic, order, plan.attempts);
    expect(accumulator.broken).toEqual([]);
    expect(accumulator.counts).toMatchObject({ tooLate: 0, broken: 0 });
    expect(sumsOf(accumulator.totals)).toEqual(expected);
  }
});

it('says where there is no order to rely on: what is forgotten is counted', () => {
  const traffic = new Traffic(7);
  const plan = planOf(2_000, 7);
  const accumulator = played(traffic, shuffled(plan.events, 3), 100);
  expect(accumulator.broken).toEqual([]);
  expect(accumulator.counts.tooLate).toBeGreaterThan(0);
});
