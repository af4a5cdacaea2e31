import { median, robustSigma } from './robust.ts';
import { dayHours, type HourlySpend, hourMs, weekHours } from './series.ts';

/** Weeks that an hour of the week is compared with; fewer than this make no band. */
const weeksBack = 8;
const fewestWeeks = 3;
/** Hours whose departures tell how wide the band is: four weeks, at least five days. */
const departuresKept = 672;
const fewestDepartures = 120;
/** Half the width of the band, in robust sigmas of how far hours departed from what was expected. */
const halfWidth = 6;

/**
 * False alarms an hour: at most so many on synthetic spend with the rhythm of days and weeks, of many small
 * requests or of few large ones, with a trend, and with days of which each is some 15 % busier or quieter as a
 * whole. Measured by `band.test.ts`. Where whole days depart by 30 %, it was 1.1 in 1,000.
 */
export const falseAlarmsAnHour = 1 / 1_000;

/** An hour whose spend left the band. */
export interface SpendAlert {
  readonly hourMs: number;
  readonly spent: number;
  readonly low: number;
  readonly high: number;
}

export interface Band {
  readonly alerts: readonly SpendAlert[];
  /** Hours that had a band. */
  readonly judged: number;
  /** The band of the newest judged hour. */
  readonly newest: SpendAlert | null;
}

/**
 * Each hour against the same hours of the weeks before, on a scale of square roots: there the noise of sums
 * of requests is about as wide at night as at noon. Only what was known before an hour judges it. Days
 * alone would do for a start, and would call every first Saturday an alarm.
 */
export function bandOf({ hours, startMs }: Pick<HourlySpend, 'hours' | 'startMs'>): Band {
  const roots = hours.map((value) => Math.sqrt(Math.max(0, value)));
  const departures: number[] = [];
  const alerts: SpendAlert[] = [];
  let judged = 0;
  let newest: SpendAlert | null = null;
  let sigma = Number.NaN;
  for (let at = 0; at < roots.length; at += 1) {
    const like = sameHours(roots, at);
    if (like.length < fewestWeeks) continue;
    const expected = median(like);
    if (departures.length >= fewestDepartures) {
      // Renewed daily: it hardly moves within one.
      if (Number.isNaN(sigma) || at % dayHours === 0) sigma = robustSigma(departures, 0);
      const reach = Math.max(halfWidth * sigma, smallestReach(expected));
      const low = Math.max(0, expected - reach) ** 2;
      const high = (expected + reach) ** 2;
      const hour = { hourMs: startMs + at * hourMs, spent: hours[at] as number, low, high };
      judged += 1;
      newest = hour;
      if (hour.spent < low || hour.spent > high) alerts.push(hour);
    }
    departures.push((roots[at] as number) - expected);
    if (departures.length > departuresKept) departures.shift();
  }
  return { alerts, judged, newest };
}

/** A tenth of what is expected is no news, however regular the hours were. */
function smallestReach(expectedRoot: number): number {
  return expectedRoot * (Math.sqrt(1.1) - 1);
}

function sameHours(roots: readonly number[], at: number): readonly number[] {
  const values: number[] = [];
  for (let from = at - weekHours; from >= 0 && values.length < weeksBack; from -= weekHours) {
    values.push(roots[from] as number);
  }
  return values;
}
