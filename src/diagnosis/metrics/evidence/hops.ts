import type { MetricCase, MetricSeries } from '../input/case.ts';
import { shiftOf } from './shift.ts';
import type { Windows } from './windows.ts';

/** What was found of one call from a caller to a callee. */
export interface Hop {
  readonly caller: string;
  readonly callee: string;
  /** Seconds that its slow calls wait longer on the way than before; not above 0: none do. */
  readonly waitS: number;
  /** ln of the ratio that its calls to this callee are slow by a delay in seconds, against none. */
  readonly into: (delayS: number) => number;
  /** The same for all calls of the measurement, whoever gets them. */
  readonly out: (delayS: number) => number;
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
  const slow = (delayS: number) => logRatio - (logRatio > 0 ? misfit(shift.worse, delayS) : 0);
  return {
    caller: seen.service,
    callee: seen.callee,
    waitS: shift.worse,
    into: slow,
    out: slow,
    share: 1,
    measurement: seen.callee,
  };
}

/** A quantile over a whole row may lie anywhere between usual and slow calls: natural-log spread. */
const SPREAD = 1;

/** −ln of how well an observed delay fits one that is common to several hops. */
function misfit(observedS: number, delayS: number): number {
  return observedS > 0 && delayS > 0 ? (Math.log(observedS / delayS) / SPREAD) ** 2 / 2 : 0;
}
