import { describe, expect, it } from 'vitest';
import {
  bystanderShare,
  type FigureMinute,
  SlowCalls,
} from '../../../src/diagnosis/metrics/evidence/slow-calls.ts';

const BYSTANDER = 0.02;
const still = { z: 0, extraMs: 0, zPerMs: 0.1 };
const late = (extraMs: number) => ({ z: Math.min(20, extraMs / 10), extraMs, zPerMs: 0.1 });

/** Three minutes of 40 calls each. */
function figure(p50: FigureMinute['p50'], p90: FigureMinute['p90']): SlowCalls {
  return new SlowCalls(Array.from({ length: 3 }, () => ({ calls: 40, p50, p90 })));
}

const each = (calls: number) => [calls, calls, calls];

describe('how many calls of a figure are slow', () => {
  it('is a tenth to a half when only its 90th percentile moved', () => {
    const slow = figure(still, late(500));
    const ratio = (calls: number) => slow.logRatio(each(calls), 500, BYSTANDER);
    expect(ratio(12)).toBeGreaterThan(2);
    expect(ratio(12)).toBeGreaterThan(ratio(40));
    // Who gets three of forty calls cannot move it.
    expect(ratio(3)).toBeLessThan(-3);
  });

  it('is more than half when its median moved too', () => {
    const slow = figure(late(500), late(500));
    const ratio = (calls: number) => slow.logRatio(each(calls), 500, BYSTANDER);
    expect(ratio(40)).toBeGreaterThan(2);
    expect(ratio(12)).toBeLessThan(0);
  });

  it('speaks for one delay only', () => {
    const slow = figure(still, late(500));
    expect(slow.logRatio(each(12), 500, BYSTANDER)).toBeGreaterThan(
      slow.logRatio(each(12), 10, BYSTANDER) + 3,
    );
  });

  it('says little where most figures are slow, and nothing where none was measured', () => {
    const slow = Array.from({ length: 20 }, () => figure(still, late(500)));
    const common = bystanderShare(slow);
    expect(common).toBeGreaterThan(0.3);
    const [one] = slow as [SlowCalls];
    expect(one.logRatio(each(12), 500, common)).toBeLessThan(
      one.logRatio(each(12), 500, BYSTANDER) - 2,
    );
    expect(figure(undefined, undefined).logRatio(each(12), 500, BYSTANDER)).toBeCloseTo(0, 9);
  });

  it('is not told by a shift that noise makes', () => {
    const noisy = figure({ z: 0.3, extraMs: 3, zPerMs: 0.1 }, { z: 0.5, extraMs: 5, zPerMs: 0.1 });
    expect(Math.abs(noisy.logRatio(each(12), 5, BYSTANDER))).toBeLessThan(1);
  });

  it('speaks against a slow network when nothing moved', () => {
    expect(figure(still, still).logRatio(each(12), 500, BYSTANDER)).toBeLessThan(-2);
  });
});
