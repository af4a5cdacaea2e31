/** MAD → standard deviation of a normal distribution. */
const madToSigma = 1.4826;

/** NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** Spread about a centre as a normal distribution's sigma; single outliers do not move it. */
export function robustSigma(values: readonly number[], centre: number): number {
  return madToSigma * median(values.map((value) => Math.abs(value - centre)));
}

/** The mean, values further out than `fence` sigmas taken as standing on it: a sum needs a mean, not a median. */
export function fencedMean(values: readonly number[], fence: number): number {
  const centre = median(values);
  const sigma = robustSigma(values, centre);
  const reach = sigma > 0 ? sigma * fence : reachOfEquals(centre);
  const sum = values.reduce(
    (total, value) => total + Math.min(centre + reach, Math.max(centre - reach, value)),
    0,
  );
  return sum / values.length;
}

/** Where more than half are equal: as far as they are from 0. Of mostly nothing, whatever there was counts. */
function reachOfEquals(centre: number): number {
  return centre === 0 ? Number.POSITIVE_INFINITY : Math.abs(centre);
}
