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

/** The cut after which most changed for the worse: of the alerting series where there is one, else of all. */
export function findOnset(input: MetricCase): number {
  const { timesMs } = input;
  const alerting = alertingSeries(input);
  const judged = input.series.filter(({ meaning }) => meaning.worse !== 0);
  const step = Math.max(1, Math.ceil(judged.length / SERIES));
  const series = alerting ? [alerting] : judged.filter((_, at) => at % step === 0);
  const first = Math.max(2, Math.ceil(timesMs.length * LEAST_BEFORE));
  const stride = Math.max(1, Math.ceil((timesMs.length - first) / CUTS));
  let best = { atMs: timesMs.at(-1) ?? 0, gain: 0 };
  for (let row = first; row < timesMs.length; row += stride) {
    const atMs = timesMs[row] ?? 0;
    const windows = cutWindows(input, atMs, undefined);
    const gain = series.reduce(
      (sum, each) => sum + Math.max(0, shiftOf(each, windows, undefined)?.logRatio ?? 0),
      0,
    );
    if (gain > best.gain) best = { atMs, gain };
  }
  return best.atMs;
}
