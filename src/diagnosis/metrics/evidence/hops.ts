import type { MetricCase, MetricSeries } from '../input/case.ts';
import { shiftOf } from './shift.ts';
import type { Windows } from './windows.ts';

/** What was found of one call from a caller to a callee. */
export interface Hop {
  readonly caller: string;
  readonly callee: string;
  /** Seconds that most calls wait longer on the way than before, and that some do. */
  readonly mostS: number;
  readonly someS: number;
  /** ln of the ratio that most calls wait longer, fault against none. */
  readonly most: number;
  /** ln of the ratio that some calls wait longer. */
  readonly some: number;
  /** Part of the measured calls that go to this callee; below 1 where several share a figure. */
  readonly share: number;
  /** The same for hops that one figure is about. */
  readonly measurement: string;
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
  const logRatio = Math.min(shift.logRatio, whole.logRatio);
  return {
    caller: seen.service,
    callee: seen.callee,
    mostS: shift.worse,
    someS: shift.worse,
    most: logRatio,
    some: logRatio,
    share: 1,
    measurement: seen.callee,
  };
}
