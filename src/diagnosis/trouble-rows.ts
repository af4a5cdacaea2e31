import type { LookWindow } from './look-window.ts';
import { add, noRows, type Rows } from './row-bits.ts';
import { sightOf } from './sights.ts';
import type { Stream } from './stream.ts';

/** Bad looks that others must leave unexplained on one series before one more fault is looked for. */
export const unexplainedLooks = 2;
/** Series that are read; those with most bad looks come first. */
const mostSeries = 48;

/** Looks of a series in trouble that showed the same, a row each. Those of one series stand together. */
export interface TroubleRows {
  readonly length: number;
  readonly streams: readonly Stream[];
  /** Number of the sight. */
  readonly sight: readonly number[];
  readonly count: readonly number[];
  /** Starts of the first and the last of the looks, in milliseconds since the epoch. */
  readonly firstMs: readonly number[];
  readonly lastMs: readonly number[];
  /** The rows of bad looks. */
  readonly bad: Rows;
  /** By row: the number of its series, in the order of the rows. */
  readonly series: readonly number[];
}

export function troubleRowsOf(troubled: readonly Stream[], window: LookWindow): TroubleRows {
  const worst = troubled
    .filter((stream) => window.badLooksOf(stream, unexplainedLooks) >= unexplainedLooks)
    .map((stream) => {
      const shown = window.inTrouble(stream);
      let bad = 0;
      for (const { sight, count } of shown) if (isBad(sight)) bad += count;
      return { stream, shown, bad };
    })
    .sort((a, b) => b.bad - a.bad)
    .slice(0, mostSeries);
  const length = worst.reduce((sum, { shown }) => sum + shown.length, 0);
  const streams: Stream[] = [];
  const sight: number[] = [];
  const count: number[] = [];
  const firstMs: number[] = [];
  const lastMs: number[] = [];
  const bad = noRows(length);
  const series: number[] = [];
  for (const [number, { stream, shown }] of worst.entries()) {
    for (const one of shown) {
      const row = streams.push(stream) - 1;
      sight.push(one.sight);
      count.push(one.count);
      firstMs.push(one.firstMs);
      lastMs.push(one.lastMs);
      series.push(number);
      if (isBad(one.sight)) add(bad, row);
    }
  }
  return { length, streams, sight, count, firstMs, lastMs, bad, series };
}

function isBad(sight: number): boolean {
  return sightOf(sight).symptom !== 'ok';
}
