import { describe, expect, it } from 'vitest';
import { forecastSpend } from '../../../../src/attribution/prices/forecast/forecast.ts';
import { fitSeasonal } from '../../../../src/attribution/prices/forecast/seasonal.ts';
import {
  type HourlySpend,
  hourlySpend,
} from '../../../../src/attribution/prices/forecast/series.ts';
import { attempt } from '../samples.ts';
import { syntheticSpend } from './synthetic.ts';

const hour = 3_600_000;

/** Hours that end at a moment, nothing spent since. */
function ending(hours: readonly number[], nowMs: number): HourlySpend {
  const last = Math.floor(nowMs / hour);
  return {
    currency: 'USD',
    startMs: (last - hours.length) * hour,
    hours,
    nowMs,
    nanos: [...hours.map((value) => BigInt(Math.round(value * 1e9))), 0n],
  };
}

const now = Date.parse('2026-11-20T15:20:00.000Z');

describe('spend by the hour', () => {
  it('is summed exactly, a currency apart from another, empty hours as 0', () => {
    const known = (nanos: bigint, startedAt: string, currency = 'USD') => ({
      inference: attempt({ startedAt }),
      cost: { kind: 'known', basis: 'told', prices: null, parts: [], nanos, currency } as const,
    });
    const all = [
      known(2_000_000_000n, '2026-11-20T12:59:59.999Z'),
      known(1n, '2026-11-20T15:19:00.000Z'),
      known(5n, '2026-11-20T15:00:00.000Z', 'EUR'),
      known(7n, '2026-11-20T16:00:00.000Z'),
    ];
    expect(hourlySpend(all, now)).toEqual([
      { currency: 'EUR', startMs: now - 20 * 60_000, hours: [], nowMs: now, nanos: [5n] },
      {
        currency: 'USD',
        startMs: Date.parse('2026-11-20T12:00:00.000Z'),
        hours: [2, 0, 0],
        nowMs: now,
        nanos: [2_000_000_000n, 0n, 0n, 1n],
      },
    ]);
  });
});

describe('a forecast', () => {
  it('says that the history is too short', () => {
    const short = forecastSpend(
      ending(
        Array.from({ length: 71 }, () => 1),
        now,
      ),
      'day',
    );
    expect(short).toMatchObject({
      total: null,
      range: null,
      spent: 15_000_000_000n,
      why: '71 hours of history; a forecast needs 3 days',
    });
    const untested = forecastSpend(
      ending(
        Array.from({ length: 80 }, () => 1),
        now,
      ),
      'month',
    );
    expect(untested).toMatchObject({ range: null, isWhole: false });
    expect(untested.why).toContain('too short a history to say how far off');
  });

  it('of what repeats is exact', () => {
    const hours = Array.from({ length: 168 * 5 }, (_, i) => (i % 24) + (i % 168 < 48 ? 10 : 0));
    const { total, backTest, range } = forecastSpend(ending(hours, now), 'day');
    // What the last day before had at these hours a week ago.
    const week = hours.slice(-168);
    const expected = week.slice(0, 9).reduce((a, b) => a + b, 0);
    const spent = hours.slice(-15).reduce((a, b) => a + b, 0);
    expect(total).toBeCloseTo(spent + expected, 6);
    expect(backTest).toMatchObject({ typical: 0, most: 0 });
    expect(range?.high).toBeCloseTo(total ?? 0, 6);
  });

  it('counts what the running hour has spent already once', () => {
    const flat = ending(
      Array.from({ length: 24 * 7 }, () => 1),
      now,
    );
    const more = { ...flat, nanos: [...flat.nanos.slice(0, -1), 400_000_000n] };
    expect(forecastSpend(more, 'day').total).toBeCloseTo(24, 6);
  });

  it('follows a trend, and is not moved by one wild hour', () => {
    const hours = Array.from({ length: 168 * 8 }, (_, i) => 10 + Math.floor(i / 24));
    const seasonal = fitSeasonal(hours);
    expect(Math.abs((seasonal?.at(0) ?? 0) - (10 + 56))).toBeLessThan(1.5);
    hours[hours.length - 100] = 1e6;
    expect(fitSeasonal(hours)?.at(68)).toBeLessThan(200);
  });

  it.each([
    [{ requests: 400, spread: 0.5 }],
    [{ requests: 40, spread: 1 }],
    [{ requests: 100, spread: 0.7, trend: 0.004 }],
  ])(
    'beats the last day repeated, and its range holds about four of five: %j',
    (noise) => {
      let inside = 0;
      let typical = 0;
      let naive = 0;
      const runs = 40;
      for (let seed = 1; seed <= runs; seed += 1) {
        const all = syntheticSpend({ weeks: 9, seed, ...noise });
        // The synthetic weeks begin on a Monday, and so does what is known here end at 15:00.
        const known = all.slice(0, 168 * 8 + 15);
        const came = all.slice(168 * 8, 168 * 8 + 24).reduce((a, b) => a + b, 0);
        const found = forecastSpend(ending(known, Date.parse('2026-11-23T15:00:00.000Z')), 'day');
        if (found.range && came >= found.range.low && came <= found.range.high) inside += 1;
        typical += (found.backTest?.typical ?? 1) / runs;
        naive += (found.backTest?.naive ?? 0) / runs;
      }
      expect(typical).toBeLessThan(naive * 0.8);
      expect(inside / runs).toBeGreaterThan(0.6);
    },
    120_000,
  );
});
