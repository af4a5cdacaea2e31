import type { MetricSeries } from '../input/case.ts';
import { shiftOf } from './shift.ts';
import type { Windows } from './windows.ts';

/** Rows after the onset that are searched: an incident that begins later is another one. */
const SEARCHED_ROWS = 8;
/** Sigmas that a stretch needs, and how much more than all rows together, to be taken instead. */
const CLEAR_SIGMAS = 3;
const CLEARER = 1.25;

/**
 * An incident may be over before the rows are: then those are compared in which the alerting quantity
 * was clearly worse, since in the others everything is as usual.
 */
export function worstRows(windows: Windows, alerting: MetricSeries): Windows {
  const zOf = (after: readonly number[]) =>
    shiftOf(alerting, { ...windows, after }, undefined)?.z ?? Number.NEGATIVE_INFINITY;
  const rows = windows.after.slice(0, SEARCHED_ROWS);
  let best = windows.after;
  let bestZ = Math.max(CLEAR_SIGMAS, zOf(windows.after) * CLEARER);
  for (let from = 0; from < rows.length; from += 1) {
    for (let to = from + 1; to <= rows.length; to += 1) {
      const stretch = rows.slice(from, to);
      const z = zOf(stretch);
      if (z > bestZ) [best, bestZ] = [stretch, z];
    }
  }
  return { ...windows, after: best };
}
