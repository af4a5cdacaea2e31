import type { Nanos } from '../../types.ts';
import { median, quantile } from './robust.ts';
import { fewestDays, fitSeasonal, type Seasonal } from './seasonal.ts';
import { dayHours, type HourlySpend, hourMs } from './series.ts';

/** Earlier forecasts that are compared with what came; of a horizon of a day, two months of days. */
const maxBackTests = 56;
/** Fewer than this say nothing about the next. */
const fewestBackTests = 5;
/** Of earlier forecasts, so many were no further off than the stated range. */
export const rangeShare = 0.8;

export type Horizon = 'day' | 'month';

/** How far off earlier forecasts over as many hours were, as parts of what came. */
export interface BackTest {
  readonly forecasts: number;
  /** Half of them were no further off. */
  readonly typical: number;
  /** Four of five were no further off. */
  readonly most: number;
  /** The typical error of taking the last 24 hours as those to come: what has to be beaten. */
  readonly naive: number;
}

export interface SpendForecast {
  readonly horizon: Horizon;
  /** Start and end in UTC, milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Since the start of the day or the month, exactly; the history may begin later. */
  readonly spent: Nanos;
  /** False: the history begins after the start, so that `spent` and `total` are of a part. */
  readonly isWhole: boolean;
  /** Spent and expected; null: the history is too short. Units of the currency. */
  readonly total: number | null;
  /** The total, off by as much as four of five earlier forecasts were; null: too few of them. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly backTest: BackTest | null;
  /** Why there is no total or no range. */
  readonly why: string | null;
}

/** Spend to the end of the day and of the month (UTC) that the history ends in. */
export function forecastSpend(spend: HourlySpend, horizon: Horizon): SpendForecast {
  const { nowMs, startMs, hours, nanos } = spend;
  const { fromMs, toMs } = boundsOf(nowMs, horizon);
  const firstHour = Math.max(0, Math.round((fromMs - startMs) / hourMs));
  const spent = nanos.slice(firstHour).reduce((a, b) => a + b, 0n);
  const known = { horizon, fromMs, toMs, spent, isWhole: startMs <= fromMs };
  const seasonal = fitSeasonal(hours);
  if (!seasonal) {
    const why = `${hours.length} hours of history; a forecast needs ${fewestDays} days`;
    return { ...known, total: null, range: null, backTest: null, why };
  }
  const lastMs = startMs + hours.length * hourMs;
  const rest = Math.max(0, Math.round((toMs - lastMs) / hourMs));
  // Of the hour that runs, what is spent already counts if it is more than was expected.
  const running = Number(nanos.at(-1) ?? 0n) / 1e9;
  const expected = sumOf(rest, (ahead) =>
    ahead === 0 ? Math.max(0, seasonal.at(0) - running) : seasonal.at(ahead),
  );
  const total = Number(spent) / 1e9 + expected;
  const backTest = backTestOf(hours, rest, seasonal.season);
  if (!backTest) {
    const why = `too short a history to say how far off forecasts over ${rest} hours are`;
    return { ...known, total, range: null, backTest: null, why };
  }
  const off = expected * backTest.most;
  const low = Number(spent) / 1e9 + Math.max(0, expected - off);
  return { ...known, total, range: { low, high: total + off }, backTest, why: null };
}

function boundsOf(nowMs: number, horizon: Horizon) {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return horizon === 'day'
    ? { fromMs: Date.UTC(year, month, day), toMs: Date.UTC(year, month, day + 1) }
    : { fromMs: Date.UTC(year, month), toMs: Date.UTC(year, month + 1) };
}

/**
 * What forecasts of the same kind at the same time of earlier days would have said, each from what was
 * known then.
 */
function backTestOf(
  hours: readonly number[],
  horizon: number,
  season: Seasonal['season'],
): BackTest | null {
  if (horizon === 0) return null;
  const errors: number[] = [];
  const naive: number[] = [];
  for (let day = 1; errors.length < maxBackTests; day += 1) {
    const end = hours.length - day * dayHours;
    if (end < fewestDays * dayHours) break;
    if (end + horizon > hours.length) continue;
    const past = hours.slice(0, end);
    const came = sumOf(horizon, (ahead) => hours[end + ahead] as number);
    const seasonal = came > 0 ? fitSeasonal(past) : null;
    if (seasonal?.season !== season) continue;
    errors.push(Math.abs(sumOf(horizon, seasonal.at) - came) / came);
    const like = sumOf(horizon, (ahead) => past[end - dayHours + (ahead % dayHours)] as number);
    naive.push(Math.abs(like - came) / came);
  }
  if (errors.length < fewestBackTests) return null;
  return {
    forecasts: errors.length,
    typical: median(errors),
    most: quantile(errors, rangeShare),
    naive: median(naive),
  };
}

function sumOf(count: number, at: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += at(index);
  return sum;
}
