import { describe, expect, it } from 'vitest';
import { Baseline } from '../../src/diagnosis/baseline.ts';

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
