import { expect, test } from 'vitest';
import { addTo, type Histogram, quantile } from '../../../src/attribution/flow/histogram.ts';

test('quantiles are right to 2.5 %, from a hundredth of a millisecond to hours', () => {
  for (const scale of [0.1, 1, 100, 10_000, 1_000_000]) {
    const histogram: Histogram = new Map();
    for (let one = 1; one <= 1_000; one += 1) addTo(histogram, (one / 1_000) * scale, 1);
    for (const share of [0.5, 0.95]) {
      const found = quantile(histogram, share) ?? Number.NaN;
      expect(Math.abs(found / (share * scale) - 1)).toBeLessThan(0.026);
    }
  }
});

test('what was added can be taken away, and of nothing there is no quantile', () => {
  const histogram: Histogram = new Map();
  addTo(histogram, 12, 1);
  addTo(histogram, 700, 1);
  addTo(histogram, 12, -1);
  expect(quantile(histogram, 0.5)).toBeGreaterThan(680);
  addTo(histogram, 700, -1);
  expect(histogram.size).toBe(0);
  expect(quantile(histogram, 0.5)).toBeNull();
});
