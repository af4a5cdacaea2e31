import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { Lateness } from '../../src/probing/lateness.ts';
import { standStill } from '../support/stand-still.ts';

let lateness: Lateness;
beforeEach(() => {
  lateness = new Lateness(systemClock);
  lateness.start();
});
afterEach(() => lateness.stop());

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('sees a stall before the first beat after it, and afterwards', async () => {
  await pass(20);
  const sinceMs = systemClock.monotonic();
  standStill(400);
  expect(lateness.stalledMs(sinceMs)).toBeGreaterThanOrEqual(300);
  await pass(120);
  expect(lateness.stalledMs(sinceMs)).toBeGreaterThanOrEqual(300);
  expect(lateness.p99Ms()).toBeGreaterThanOrEqual(300);
});

it('does not hold a stall against what began after it', async () => {
  standStill(400);
  await pass(60);
  expect(lateness.stalledMs(systemClock.monotonic())).toBe(0);
});

it('counts of a stall only the part that met the look', async () => {
  standStill(300);
  const middleMs = systemClock.monotonic();
  standStill(300);
  const stalledMs = lateness.stalledMs(middleMs);
  expect(stalledMs).toBeGreaterThanOrEqual(290);
  expect(stalledMs).toBeLessThan(500);
});

it('says nothing of small hitches', async () => {
  const sinceMs = systemClock.monotonic();
  standStill(60);
  expect(lateness.stalledMs(sinceMs)).toBe(0);
});
