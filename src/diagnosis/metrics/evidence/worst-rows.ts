import type { MetricSeries } from '../input/case.ts';
import { shiftOf } from './shift.ts';
import type { Windows } from './windows.ts';

/** Rows after the onset that are searched: an incident that begins later is another one. */
const SEARCHED_ROWS = 8;
/**
 * An incident may be over before the rows are: then those are compared in which the alerting quantity
 * was clearly worse from the onset on, since in the others everything is as usual.
 */
export function worstRows(windows: Windows, alerting: MetricSeries): Windows {
  const ratioOf = (after: readonly number[]) =>
    shiftOf(alerting, { ...windows, after }, undefined)?.logRatio ?? Number.NEGATIVE_INFINITY;
  const rows = windows.after.slice(0, SEARCHED_ROWS);
  let best = windows.after;
  // Among many stretches one looks bad by chance: it must be that much likelier.
  let bestRatio = Math.max(0, ratioOf(windows.after)) + Math.log(Math.max(1, rows.length));
  for (let to = 1; to <= rows.length; to += 1) {
    const ratio = ratioOf(rows.slice(0, to));
    if (ratio > bestRatio) [best, bestRatio] = [rows.slice(0, to), ratio];
  }
  return { ...windows, after: best };
}
