import type { MetricCase, MetricSeries } from '../input/case.ts';
import { shiftOf } from './shift.ts';
import type { Windows } from './windows.ts';

/** What was found of one call from a caller to a callee. */
export interface Hop {
  readonly caller: string;
  readonly callee: string;
  /** Seconds that the caller waits longer than the callee works, more than before. */
  readonly worseS: number;
  /** ln of the ratio: something is wrong on this hop against nothing is. */
  readonly logRatio: number;
  /** How surely this measurement is about this callee; below 1 where several share a client's figure. */
  readonly certainty: number;
}

/**
 * Two-sided measurement: what the caller saw less what the callee saw is neither's own work. Hops
 * with one side only say nothing here.
 */
export function measuredHops({ series }: MetricCase, windows: Windows): Hop[] {
  const edges = new Map<string, { seen?: MetricSeries; worked?: MetricSeries }>();
  for (const each of series) {
    if (each.callee === undefined || each.meaning.quantity !== 'latency') continue;
    const key = `${each.service}\n${each.callee}\n${each.meaning.statistic}`;
    const sides = edges.get(key) ?? {};
    edges.set(key, sides);
    sides[each.meaning.side === 'client' ? 'seen' : 'worked'] = each;
  }
  return [...edges.values()].flatMap(({ seen, worked }) => {
    const hop = seen && worked ? hopOf(seen, worked, windows) : undefined;
    return hop ? [hop] : [];
  });
}

function hopOf(seen: MetricSeries, worked: MetricSeries, windows: Windows): Hop | undefined {
  const between = seen.values.map((value, row) => value - (worked.values[row] ?? Number.NaN));
  const shift = shiftOf({ ...seen, values: between }, windows, undefined);
  const whole = shiftOf(seen, windows, undefined);
  if (!shift || !whole || seen.callee === undefined) return undefined;
  return {
    caller: seen.service,
    callee: seen.callee,
    worseS: shift.worse,
    logRatio: Math.min(shift.logRatio, whole.logRatio),
    certainty: 1,
  };
}
