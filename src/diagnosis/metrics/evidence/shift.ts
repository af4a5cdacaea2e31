import type { MetricSeries } from '../input/case.ts';
import type { Quantity } from '../names/meaning.ts';
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
/** Rows that tell the level of late. */
const RECENT_ROWS = 3;
/** Sigmas by which they differ from the whole reference when the level has moved. */
const MOVED_SIGMAS = 1.5;

/**
 * The mean over the incident against the level before it. Sigma is the robust spread of means over as
 * many rows, with floors: relative, the resolution of the measurement, and the spread that so few
 * requests have. What was as bad before now and then counts for as little as that.
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
  if (
    neverZero.includes(meaning.quantity) &&
    [...before, ...during].every((value) => value === 0)
  ) {
    return undefined;
  }
  const now = mean(during);
  const history = meansOver(before, during.length);
  const whole = median(before);
  const spread = robustSigma(history, whole);
  const level = levelOf(before, whole, Math.max(spread, RELATIVE_FLOOR * floorBase(series, whole)));
  const worse = distance(now, level, meaning.worse);
  const sigma = Math.hypot(
    Math.max(Number.isFinite(spread) ? spread : 0, RELATIVE_FLOOR * floorBase(series, level)),
    resolution(before) / Math.sqrt(12 * during.length),
    binomialSigma(series, level, requests),
    isPartOfLimit(series) ? IDLE_PART : 0,
    meaning.quantity === 'latency'
      ? level / Math.sqrt(Math.max(1, requests ?? ASSUMED_REQUESTS))
      : 0,
  );
  const z = sigma > 0 ? worse / sigma : worse > 0 ? Number.POSITIVE_INFINITY : 0;
  const seen = history.filter((value) => distance(value, level, meaning.worse) >= worse).length;
  const logRatio = Math.min(
    logLikelihoodRatio(z),
    seen === 0 ? Number.POSITIVE_INFINITY : Math.log((history.length + 1) / (seen + 0.5)),
  );
  const last = distance(before.at(-1) ?? level, level, meaning.worse);
  const early = worse > 0 && last > ALREADY * worse ? Math.log(EARLY) : 0;
  return { series, level, now, worse, sigma, z, logRatio: logRatio + early };
}

/** The chance that it moved at all, one against one before it was measured. */
export function chanceOf({ logRatio }: Shift): number {
  return 1 / (1 + Math.exp(-logRatio));
}

/** The part of a shift that, seen in the row before, says that it did not begin now. */
const ALREADY = 0.8;
/** How often a fault shows a row early all the same: clocks differ, alerts are late. */
const EARLY = 0.05;

/** Of what runs and is called these are never 0 all the time: then nobody measured them. */
const neverZero: readonly Quantity[] = ['cpu', 'memory', 'latency', 'success-rate'];

function distance(now: number, level: number, direction: 1 | -1 | 0): number {
  return direction === 0 ? Math.abs(now - level) : (now - level) * direction;
}

/** The level of the whole reference, or that of its last rows where it has moved since. */
function levelOf(before: readonly number[], whole: number, sigma: number): number {
  const recent = median(before.slice(-RECENT_ROWS));
  return Math.abs(recent - whole) > MOVED_SIGMAS * sigma ? recent : whole;
}

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

/** The part of a limit by which what is used may rise or fall without anybody running short. */
const IDLE_PART = 0.02;

/** Processor time and memory in percent are parts of a limit; in other units it is not known. */
export function isPartOfLimit({ meaning }: MetricSeries): boolean {
  return meaning.scale === 0.01 && (meaning.quantity === 'cpu' || meaning.quantity === 'memory');
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
