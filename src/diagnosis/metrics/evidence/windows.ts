import type { MetricCase, MetricSeries } from '../input/case.ts';
import { median, robustSigma } from './statistics.ts';

/** Which rows of a case tell how it was and which how it is; indices into `timesMs`. */
export interface Windows {
  readonly reference: readonly number[];
  readonly after: readonly number[];
  /** When the incident began, as far as the rows tell. Milliseconds since the epoch. */
  readonly onsetMs: number;
}

/** A pause of so many steps is a change of subject: another day, another run. */
const GAP_STEPS = 10;
/** With fewer reference rows than this, rows from beyond such a pause are taken too. */
const FEW_ROWS = 12;
/** Sigmas above which the alerting quantity counts as ill already before the alert. */
const ILL_SIGMAS = 5;
/** An alert is raised at most so many rows after the incident began. */
const LATE_ROWS = 30;

/**
 * Cuts the rows at `atMs`. An alert comes late: where the alerting series was ill before, the cut
 * goes back to where that began.
 */
export function cutWindows(
  { timesMs }: Pick<MetricCase, 'timesMs'>,
  atMs: number,
  alerting: MetricSeries | undefined,
): Windows {
  const stepMs = stepOf(timesMs);
  // A row stands for the step that begins at its time, and belongs where most of it lies.
  const firstAfter = timesMs.findIndex((time) => time + stepMs / 2 > atMs);
  const alertRow = firstAfter === -1 ? Math.max(0, timesMs.length - 1) : firstAfter;
  const onsetRow = alerting ? walkBack(alerting, alertRow) : alertRow;
  const end = endOfRun(timesMs, onsetRow, stepMs);
  const before = range(0, onsetRow);
  const beyond = before.length < FEW_ROWS ? range(end, timesMs.length) : [];
  return {
    reference: [...before, ...beyond],
    after: range(onsetRow, end),
    onsetMs: onsetRow < alertRow ? (timesMs[onsetRow] ?? atMs) : atMs,
  };
}

export function stepOf(timesMs: readonly number[]): number {
  const steps = timesMs.slice(1).map((time, at) => time - (timesMs[at] ?? 0));
  const step = median(steps);
  return Number.isFinite(step) ? step : 0;
}

/** The first row of the unbroken stretch before `alertRow` in which the alerting series was ill. */
function walkBack({ values, meaning }: MetricSeries, alertRow: number): number {
  const before = [...values.subarray(0, Math.max(0, alertRow - LATE_ROWS))].filter(Number.isFinite);
  if (before.length < FEW_ROWS) return alertRow;
  const level = median(before);
  const sigma = Math.max(robustSigma(before, level), Math.abs(level) * 0.05, 1e-9);
  let row = alertRow;
  while (row > Math.max(1, alertRow - LATE_ROWS)) {
    const distance = ((values[row - 1] ?? Number.NaN) - level) / sigma;
    const bad = meaning.worse === 0 ? Math.abs(distance) : distance * meaning.worse;
    if (!(bad > ILL_SIGMAS)) break;
    row -= 1;
  }
  return row;
}

function endOfRun(timesMs: readonly number[], from: number, stepMs: number): number {
  let end = from + 1;
  while (
    end < timesMs.length &&
    (timesMs[end] ?? 0) - (timesMs[end - 1] ?? 0) <= GAP_STEPS * stepMs
  ) {
    end += 1;
  }
  return Math.min(end, timesMs.length);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
