import { expect, it } from 'vitest';
import { Starvation } from '../../src/probing/starvation.ts';

/** A process that waits for `share` of the time, from `fromMs` on. */
function starving(fromMs: number, share: number) {
  const state = { nowMs: 0, readings: 0 };
  const clock = { now: () => state.nowMs, monotonic: () => state.nowMs };
  const wait = {
    ms: () => {
      state.readings += 1;
      return Math.max(0, state.nowMs - fromMs) * share;
    },
    close: () => {},
  };
  return { state, starvation: new Starvation(clock, wait) };
}

it('tells what was waited in a span, between readings evenly', () => {
  const { state, starvation } = starving(1_000, 0.5);
  for (; state.nowMs <= 2_000; state.nowMs += 50) starvation.take();
  state.nowMs = 2_000;
  expect(starvation.waitedMs(1_000)).toBeCloseTo(500);
  expect(starvation.waitedMs(1_525)).toBeCloseTo(237.5);
  expect(starvation.waitedMs(2_000)).toBe(0);
  expect(starvation.waitedMs(0)).toBeCloseTo(500);
});

it('tells nothing of what came before the first reading', () => {
  const { state, starvation } = starving(0, 1);
  state.nowMs = 5_000;
  expect(starvation.waitedMs(0)).toBe(0);
  state.nowMs = 5_100;
  expect(starvation.waitedMs(0)).toBe(100);
});

it('reads seldom, and remembers no more than it may', () => {
  const { state, starvation } = starving(0, 0.1);
  for (let look = 0; look < 1_000; look += 1) starvation.waitedMs(state.nowMs);
  expect(state.readings).toBe(1);
  for (; state.nowMs < 100_000; state.nowMs += 10) starvation.take();
  expect(state.readings).toBe(10_000);
  expect(starvation.waitedMs(99_000)).toBeCloseTo(100, 0);
  // Of 100 s, some 20 to 40 are remembered.
  expect(starvation.waitedMs(0)).toBeLessThan(4_100);
});
