import { mean, median } from '../../../src/diagnosis/metrics/evidence/statistics.ts';
import { cutWindows } from '../../../src/diagnosis/metrics/evidence/windows.ts';
import type { MetricCase } from '../../../src/diagnosis/metrics/input/case.ts';
import { valuesAt } from './alert-view.ts';
import { type Baseline, byScore } from './ranking.ts';

/** N-Sigma: the largest distance from the mean in standard deviations, upwards, of any metric. */
export const maxZ: Baseline = (input) =>
  byWorstMetric(input, (before, after) => {
    const centre = mean(before);
    const sigma = Math.sqrt(mean(before.map((value) => (value - centre) ** 2)));
    return Math.max(0, ...after.map((value) => (sigma > 0 ? (value - centre) / sigma : 0)));
  });

/** BARO's scorer: the same with median and interquartile range; a range of zero counts as one. */
export const robustScorer: Baseline = (input) =>
  byWorstMetric(input, (before, after) => {
    const sorted = before.toSorted((a, b) => a - b);
    const quantile = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
    const range = quantile(0.75) - quantile(0.25);
    const centre = median(before);
    return Math.max(0, ...after.map((value) => (value - centre) / (range > 0 ? range : 1)));
  });

function byWorstMetric(
  input: MetricCase,
  score: (before: number[], after: number[]) => number,
): string[] {
  const { reference, after } = cutWindows(input, input.atMs ?? 0, undefined);
  const scores = new Map<string, number>();
  for (const series of input.series) {
    if (series.callee !== undefined) continue;
    const value = score(valuesAt(series, reference), valuesAt(series, after));
    scores.set(series.service, Math.max(value, scores.get(series.service) ?? 0));
  }
  return byScore(input, scores);
}
