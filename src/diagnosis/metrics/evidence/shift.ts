import type { MetricSeries } from '../input/case.ts';
import { logLikelihoodRatio, mean, median, resolution, robustSigma } from './statistics.ts';
import type { Windows } from './windows.ts';

/** How far one series moved, in its own unit and in sigmas. */
export interface Shift {
  readonly series: MetricSeries;
  readonly level: number;
  readonly now: number;
  /** Change for the worse; negative when it got better. Unit of the series. */
  readonly worse: number;
  /** What the same window would vary by if nothing had happened. Unit of the series. */
  readonly sigma: number;
  readonly z: number;
  /** Natural logarithm of the likelihood ratio, fault against none. */
  readonly logRatio: number;
}

/** Nothing is measured better than this, relative to its level: hours differ, builds differ. */
const RELATIVE_FLOOR = 0.07;
/** Rows that tell the level of late, beside that of the whole reference. */
const RECENT_ROWS = 3;

/**
 * The mean over the incident against the level before: the worse of the level of the whole reference
 * and that of its last rows, so that a slow drift is no shift. Sigma is the robust spread of means
 * over as many rows, with floors: relative, the resolution of the measurement, and for shares the
 * binomial spread of so many requests.
 *
 * @param requests in the incident window; undefined when nobody counted
 * @returns undefined when either side has no value
 */
export function shiftOf(
  series: MetricSeries,
  { reference, after }: Windows,
  requests: number | undefined,
): Shift | undefined {
  const { values, meaning } = series;
  const at = (row: number) => values[row] ?? Number.NaN;
  const before = reference.map(at).filter(Number.isFinite);
  const during = after.map(at).filter(Number.isFinite);
  if (before.length === 0 || during.length === 0) return undefined;
  const now = mean(during);
  const [whole, recent] = [median(before), median(before.slice(-RECENT_ROWS))];
  const level =
    meaning.worse === 0
      ? [whole, recent].reduce((near, next) =>
          Math.abs(now - next) < Math.abs(now - near) ? next : near,
        )
      : meaning.worse === 1
        ? Math.max(whole, recent)
        : Math.min(whole, recent);
  const worse = meaning.worse === 0 ? Math.abs(now - level) : (now - level) * meaning.worse;
  const spread = robustSigma(meansOver(before, during.length), whole);
  const sigma = Math.hypot(
    Math.max(Number.isFinite(spread) ? spread : 0, RELATIVE_FLOOR * floorBase(series, level)),
    resolution(before) / Math.sqrt(12 * during.length),
    binomialSigma(series, level, requests),
  );
  const z = sigma > 0 ? worse / sigma : worse > 0 ? Number.POSITIVE_INFINITY : 0;
  const bounded = Math.min(z, MAX_Z);
  return { series, level, now, worse, sigma, z: bounded, logRatio: logLikelihoodRatio(bounded) };
}

/** Beyond this a larger distance says nothing more. */
const MAX_Z = 1_000;

/** Means over every window as long as the incident: they vary as that one would. */
function meansOver(values: readonly number[], length: number): number[] {
  if (values.length < 2 * length) return [...values];
  return Array.from({ length: values.length - length + 1 }, (_, at) =>
    mean(values.slice(at, at + length)),
  );
}

/** What the relative floor is relative to: of a share the smaller part, which is what varies. */
function floorBase({ meaning }: MetricSeries, level: number): number {
  const isShare = meaning.quantity === 'success-rate' || meaning.quantity === 'error-rate';
  return isShare ? Math.min(Math.abs(level), Math.abs(1 - level)) : Math.abs(level);
}

/** Requests assumed where nobody counted them. */
const ASSUMED_REQUESTS = 100;

function binomialSigma(
  { meaning }: MetricSeries,
  level: number,
  requests: number | undefined,
): number {
  if (meaning.quantity !== 'success-rate' && meaning.quantity !== 'error-rate') return 0;
  const count = Math.max(1, requests ?? ASSUMED_REQUESTS);
  const share = (Math.min(1, Math.max(0, level)) * count + 0.5) / (count + 1);
  return Math.sqrt((share * (1 - share)) / count);
}
