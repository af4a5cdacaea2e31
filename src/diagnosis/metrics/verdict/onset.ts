import { shiftOf } from '../evidence/shift.ts';
import { cutWindows } from '../evidence/windows.ts';
import type { MetricCase } from '../input/case.ts';
import { alertingSeries } from './alerting.ts';

/** Cuts that are tried; more would cost more than they tell. */
const CUTS = 60;
/** Series that are looked at for each cut, evenly drawn. */
const SERIES = 400;
/** The least part of the rows that stands before the cut, to know what is normal. */
const LEAST_BEFORE = 0.2;

/**
 * The cut after which most changed for the worse: of the alerting series where there is one, else of all. A series
 * counts as much as it moved, and as far as it is one step there: a mean over rows of which half are ill is as
 * conspicuous as one over the ill ones alone, and a burst long before would draw the cut towards itself.
 */
export function findOnset(input: MetricCase): number {
  const { timesMs } = input;
  const alerting = alertingSeries(input);
  const judged = input.series.filter(({ meaning }) => meaning.worse !== 0);
  const every = Math.max(1, Math.ceil(judged.length / SERIES));
  const series = alerting ? [alerting] : judged.filter((_, at) => at % every === 0);
  const steps = series.map(({ values }) => stepsOf(values));
  const first = Math.max(2, Math.ceil(timesMs.length * LEAST_BEFORE));
  const stride = Math.max(1, Math.ceil((timesMs.length - first) / CUTS));
  let best = { atMs: timesMs.at(-1) ?? 0, gain: 0 };
  for (let row = first; row < timesMs.length; row += stride) {
    const atMs = timesMs[row] ?? 0;
    const windows = cutWindows(input, atMs, undefined);
    const gain = series.reduce((sum, each, at) => {
      const { logRatio, z } = shiftOf(each, windows, undefined) ?? { logRatio: 0, z: 0 };
      if (!(logRatio > 0 && z > 0)) return sum;
      return sum + logRatio * Math.log1p(Math.min(z, FAR)) * (steps[at]?.[row] ?? 0);
    }, 0);
    if (gain > best.gain) best = { atMs, gain };
  }
  return best.atMs;
}

/** Sigmas beyond which it is all the same. */
const FAR = 1_000;

/** By row: the part of the variance that one step just before it would account for, 0…1. */
function stepsOf(values: Float64Array): Float64Array {
  const steps = new Float64Array(values.length);
  const finite = values.filter(Number.isFinite);
  const count = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (!(variance > 0)) return steps;
  let sum = 0;
  let before = 0;
  for (const [row, value] of values.entries()) {
    if (before > 0 && before < count) {
      steps[row] = (sum * sum * count) / (before * (count - before) * variance);
    }
    if (!Number.isFinite(value)) continue;
    sum += value - mean;
    before += 1;
  }
  return steps;
}
