import { expect, test } from 'vitest';
import { seeded } from '../../../bench/rca/shuffle.ts';
import type { MetricCase, MetricSeries } from '../../../src/diagnosis/metrics/input/case.ts';
import { meaningOf } from '../../../src/diagnosis/metrics/names/meaning.ts';
import { findOnset } from '../../../src/diagnosis/metrics/verdict/onset.ts';

const ROWS = 52;
const FIRST_ILL = 33;
const STEP_MS = 1_000;
const STARTS_MS = 1_000_000_000_000;
/** Rows over which a rate is taken: a step becomes a ramp. */
const SMOOTHED = 5;
/** Milliseconds that each service takes, and takes more once the database is ill. */
const services = { db: [5, 150], mail: [4, 0], api: [12, 150], web: [15, 150] } as const;

/** A database that turns slow on a machine that was busy in bursts before: all services were late then. */
function onABusyMachine(seed: number): MetricCase {
  const random = seeded(seed);
  const busy = new Float64Array(ROWS);
  for (let burst = 0; burst < 3; burst += 1) {
    const begin = Math.floor(random() * ROWS);
    for (let row = begin; row < Math.min(ROWS, begin + 4); row += 1) {
      busy[row] = (busy[row] ?? 0) + 1 + 2 * random();
    }
  }
  const noisy = (level: number, row: number) =>
    level * Math.exp(0.4 * (random() - 0.5)) * (1 + (busy[row] ?? 0));
  const series = Object.entries(services).flatMap(([service, [usual, more]]): MetricSeries[] => [
    seriesOf(service, 'latency_ms', (row) => noisy(usual, row) + (row < FIRST_ILL ? 0 : more)),
    seriesOf(service, 'cpu_usage', (row) => noisy(0.02, row)),
  ]);
  const timesMs = Array.from({ length: ROWS }, (_, row) => STARTS_MS + row * STEP_MS);
  const nothing = { edges: [], traces: [], logs: [], changes: [], notes: [] };
  return { timesMs, series, alert: undefined, atMs: undefined, ...nothing };
}

function seriesOf(service: string, metric: string, value: (row: number) => number): MetricSeries {
  const raw = Array.from({ length: ROWS }, (_, row) => value(row));
  const values = Float64Array.from(raw, (_, row) => {
    const window = raw.slice(Math.max(0, row + 1 - SMOOTHED), row + 1);
    return window.reduce((sum, each) => sum + each, 0) / window.length;
  });
  return { service, callee: undefined, metric, meaning: meaningOf(metric), values };
}

test('the onset is that of the fault, not of a burst before it', () => {
  const off = Array.from({ length: 40 }, (_, seed) => {
    const foundMs = findOnset(onABusyMachine(seed + 1));
    return Math.abs((foundMs - STARTS_MS) / STEP_MS - FIRST_ILL);
  }).sort((a, b) => a - b);
  expect(off[20]).toBeLessThanOrEqual(2);
  expect(off.at(-1)).toBeLessThan(15);
});
