import { describe, expect, it } from 'vitest';
import { calibrationError, reliability } from '../../../bench/chains/calibration.ts';

const answers = (probability: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ probability, isRight: true })),
  ...Array.from({ length: wrong }, () => ({ probability, isRight: false })),
];

describe('the calibration error', () => {
  it('is 0 for who is right as often as he says', () => {
    expect(calibrationError([...answers(0.75, 3, 1), ...answers(0.5, 2, 2)])).toBe(0);
  });

  it('weighs the gap of each bin by its answers', () => {
    // Ten say 0.95 and half are right: a gap of 0.45. Thirty say 0.25 and all are wrong: 0.25.
    const all = [...answers(0.95, 5, 5), ...answers(0.25, 0, 30)];
    expect(calibrationError(all)).toBeCloseTo((10 * 0.45 + 30 * 0.25) / 40);
  });

  it('is 0 of nothing', () => {
    expect(calibrationError([])).toBe(0);
  });
});

describe('the diagram', () => {
  it('has ten bins, with certainty in the last', () => {
    const bins = reliability(answers(1, 3, 1));
    expect(bins).toHaveLength(10);
    expect(bins[9]).toMatchObject({ count: 4, said: 1, right: 0.75 });
    expect(bins[0]).toMatchObject({ count: 0, said: null, right: null });
  });
});
