import { describe, expect, it } from 'vitest';
import { bandOf, falseAlarmsAnHour } from '../../../../src/attribution/prices/forecast/band.ts';
import { syntheticSpend } from './synthetic.ts';

const noises = [
  { requests: 1_000, spread: 0.5 },
  { requests: 60, spread: 0.7 },
  { requests: 8, spread: 1 },
  { requests: 2, spread: 1 },
  { requests: 60, spread: 1.5 },
  { requests: 60, spread: 0.7, trend: 0.004 },
  { requests: 300, spread: 0.7, days: 0.15 },
];
const series = 20;
const weeks = 12;

describe('the band of spend', () => {
  it.each(noises)(
    'gives no more false alarms than it states: %j',
    (noise) => {
      let [alarms, judged] = [0, 0];
      for (let seed = 1; seed <= series; seed += 1) {
        const band = bandOf({ hours: syntheticSpend({ weeks, seed, ...noise }), startMs: 0 });
        alarms += band.alerts.length;
        judged += band.judged;
      }
      expect(judged).toBeGreaterThan(series * (weeks - 4) * 168);
      expect(alarms / judged).toBeLessThanOrEqual(falseAlarmsAnHour);
    },
    60_000,
  );

  it.each([
    [{ requests: 1_000, spread: 0.5 }, 2, 0.95],
    [{ requests: 60, spread: 0.7 }, 4, 0.9],
  ])(
    'sees an hour by day that costs too much: %j × %i',
    (noise, factor, share) => {
      let seen = 0;
      for (let seed = 1; seed <= series; seed += 1) {
        const hours = syntheticSpend({ weeks, seed, ...noise });
        const at = 168 * 10 + 24 + 9;
        hours[at] = (hours[at] ?? 0) * factor;
        const { alerts } = bandOf({ hours, startMs: 0 });
        if (alerts.some((one) => one.hourMs === at * 3_600_000)) seen += 1;
      }
      expect(seen / series).toBeGreaterThanOrEqual(share);
    },
    60_000,
  );

  it('sees spend that stops', () => {
    const hours = syntheticSpend({ weeks, seed: 7, requests: 1_000, spread: 0.5 });
    const at = 168 * 10 + 24 + 9;
    hours[at] = 0;
    expect(bandOf({ hours, startMs: 0 }).alerts).toContainEqual(
      expect.objectContaining({ hourMs: at * 3_600_000, spent: 0 }),
    );
  });

  it('judges nothing before there is a history', () => {
    expect(bandOf({ hours: [1, 2, 3], startMs: 0 })).toEqual({
      alerts: [],
      judged: 0,
      newest: null,
    });
  });
});
