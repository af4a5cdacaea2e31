import { describe, expect, it } from 'vitest';
import { Baseline } from '../../src/diagnosis/baseline.ts';
import { dice } from '../support/dice.ts';

function learned(...durationsMs: readonly number[]): Baseline {
  const baseline = new Baseline();
  for (const duration of durationsMs) baseline.isSlow(duration);
  return baseline;
}

const usual = [20, 22, 19, 25, 21, 20, 24, 18];

describe('the baseline', () => {
  it('calls nothing slow before it knows the series', () => {
    expect(learned(20, 22).isSlow(5_000)).toBe(false);
  });

  it('calls a look slow that is far beyond the usual', () => {
    expect(learned(...usual).isSlow(900)).toBe(true);
  });

  it('lets the noise of a busy machine pass', () => {
    expect(learned(...usual).isSlow(200)).toBe(false);
  });

  it('allows a series that varies widely to vary widely', () => {
    expect(learned(50, 900, 100, 1_400, 60, 1_100, 80, 1_300).isSlow(1_900)).toBe(false);
  });

  it('does not get used to slowness', () => {
    const baseline = learned(...usual);
    for (let look = 0; look < 100; look += 1) expect(baseline.isSlow(900)).toBe(true);
  });
});

describe('the usual of a series', () => {
  it('is the median of its last thirty looks, in whatever order they came', () => {
    const roll = dice(3);
    const durations: number[] = [];
    const baseline = new Baseline();
    for (let look = 0; look < 500; look += 1) {
      const ms = Math.round(1_000 + 400 * roll());
      durations.push(ms);
      baseline.isSlow(ms);
      const sorted = durations.slice(-30).sort((a, b) => a - b);
      const middle = sorted[sorted.length >> 1] ?? 0;
      if (look < 30) continue;
      expect(new Baseline(baseline).isSlow(4 * middle - 1)).toBe(false);
      expect(new Baseline(baseline).isSlow(Math.max(4 * middle, 4_000) + 1)).toBe(true);
    }
  });
});
