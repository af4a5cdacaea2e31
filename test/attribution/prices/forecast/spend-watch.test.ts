import { expect, test } from 'vitest';
import { outlookOf } from '../../../../src/attribution/prices/forecast/outlook.ts';
import { hourlySpend, hourMs } from '../../../../src/attribution/prices/forecast/series.ts';
import { SpendWatch } from '../../../../src/attribution/prices/forecast/spend-watch.ts';
import type { Cost } from '../../../../src/attribution/types.ts';
import { attempt } from '../samples.ts';
import { syntheticSpend } from './synthetic.ts';

const startMs = Date.UTC(2026, 8, 28);

function costing(units: number): Cost {
  const nanos = BigInt(Math.round(units * 1e9));
  return { kind: 'known', nanos, currency: 'USD', basis: 'told', prices: null, parts: [] };
}

const at = (hour: number) => new Date(startMs + hour * hourMs + 60_000).toISOString();

/** Eight weeks of hours, of which the last full one cost `last` times what it would have. */
function watched(last: number) {
  const hours = syntheticSpend({ weeks: 8, seed: 3, requests: 400, spread: 0.5 });
  const costed = hours.map((units, hour) => ({
    inference: attempt({ attempt: `a-${hour}`, startedAt: at(hour) }),
    cost: costing(hour === hours.length - 1 ? units * last : units),
  }));
  const watch = new SpendWatch();
  for (const { inference, cost } of costed) watch.take(inference, cost);
  return { watch, costed, nowMs: startMs + hours.length * hourMs + 120_000, hours };
}

test('what is told live comes to the same as what is read of a recording', () => {
  const { watch, costed, nowMs } = watched(1);
  expect(watch.outlook(nowMs)).toEqual(hourlySpend(costed, nowMs).map(outlookOf));
});

test('spend as usual raises no alarm; an hour of three times as much does, once', () => {
  const quiet = watched(1);
  quiet.watch.toldUntil(quiet.nowMs - 2 * hourMs);
  expect(quiet.watch.alarms(quiet.nowMs)).toEqual([]);

  const { watch, nowMs, hours } = watched(3);
  watch.toldUntil(nowMs - 2 * hourMs);
  const lastMs = startMs + (hours.length - 1) * hourMs;
  expect(watch.alarms(nowMs)).toMatchObject([{ currency: 'USD', hourMs: lastMs }]);
  expect(watch.alarms(nowMs + 60_000)).toEqual([]);
});

test('an attempt told anew replaces what it was, and one that turns out unpriced is taken away', () => {
  const watch = new SpendWatch();
  const told = attempt({ attempt: 'x', startedAt: at(0) });
  let nowMs = startMs + 120_000;
  const spent = () => {
    // An outlook stands for a minute.
    nowMs += 60_000;
    return watch.outlook(nowMs)[0]?.spend.nanos;
  };
  watch.take(told, costing(2));
  watch.take(attempt({ attempt: 'y', startedAt: at(0) }), costing(1));
  expect(spent()).toEqual([3_000_000_000n]);
  watch.take(told, costing(0.5));
  expect(spent()).toEqual([1_500_000_000n]);
  watch.take(told, { kind: 'unknown', why: 'no price' as never });
  expect(spent()).toEqual([1_000_000_000n]);
});
