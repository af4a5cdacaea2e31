/** The middle value of the finite ones; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function mean(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0
    ? Number.NaN
    : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Makes a standard deviation of a median absolute deviation, for normally distributed values. */
const MAD_TO_SIGMA = 1.4826;

/** Spread that a few wild values do not move. */
export function robustSigma(values: readonly number[], centre = median(values)): number {
  return MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}

/** The smallest distance between two different values: finer than this nothing was measured. */
export function resolution(values: readonly number[]): number {
  const sorted = [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < sorted.length; at += 1) {
    least = Math.min(least, (sorted[at] ?? 0) - (sorted[at - 1] ?? 0));
  }
  return Number.isFinite(least) ? least : 0;
}

/** Density of Student's t with three degrees of freedom: noise whose tails are not thin. */
export function noiseDensity(z: number): number {
  return (6 * Math.sqrt(3)) / (Math.PI * (3 + z * z) ** 2);
}

function logNormalDensity(z: number, centre: number, spread: number): number {
  if (z <= 0) return 0;
  const distance = Math.log(z / centre) / spread;
  return Math.exp((-distance * distance) / 2) / (z * spread * Math.sqrt(2 * Math.PI));
}

/** How far a quantity moves when its service is at fault, in sigmas: mostly 4 … 60. */
const fault = { centre: 15, spread: 1.3 };
/** How often a quantity moves as far for a reason of its own that is no fault: a batch, a cold cache. */
const BYSTANDER_SHARE = 0.01;
/** Sigmas beyond which no noise reaches: then only a fault or a bystander is left. */
const FAR = 1_000;
/** A fault may leave any one quantity alone, or move it the other way. */
const UNMOVED = 0.02;

/**
 * How much likelier a shift of `z` sigmas in the bad direction is if the service is at fault than if
 * it is not. Natural logarithm.
 */
export function logLikelihoodRatio(z: number): number {
  if (Number.isNaN(z)) return 0;
  if (z > FAR) return Math.log((1 - UNMOVED) / BYSTANDER_SHARE);
  const noise =
    (1 - BYSTANDER_SHARE) * noiseDensity(z) +
    BYSTANDER_SHARE * logNormalDensity(z, fault.centre, fault.spread);
  const ill =
    (1 - UNMOVED) * logNormalDensity(z, fault.centre, fault.spread) + UNMOVED * noiseDensity(z);
  return Math.log(ill / noise);
}

/** ln Σ exp: adds probabilities that are known by their logarithms. */
export function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}

/** ln of: with chance `share` the symptom shows (its ratio known by its logarithm), else nothing does. */
export function showsWith(share: number, logRatio: number): number {
  return logSum([Math.log(share) + logRatio, Math.log(1 - share)]);
}
