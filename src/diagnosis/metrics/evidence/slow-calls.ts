import { logSum, noiseDensity } from './statistics.ts';

/** How far one quantile moved. */
export interface QuantileShift {
  /** Sigmas. */
  readonly z: number;
  readonly extraMs: number;
  /** Sigmas that one further millisecond would be. */
  readonly zPerMs: number;
}

/** What the quantiles of one figure in one span of time say; undefined where they were not measured. */
export interface FigureMinute {
  /** Calls in the figure. */
  readonly calls: number;
  readonly p50: QuantileShift | undefined;
  readonly p90: QuantileShift | undefined;
}

/** How often something that is nobody's network slows a figure: a cold connection, a pause. */
const BYSTANDER = 0.08;
/** Figures that this is known from; those of the case are added to them. */
const BYSTANDER_WEIGHT = 25;
/** Natural-log spread of the delays of one fault. */
const DELAY_SPREAD = 0.5;
/** The same of a quantile that lies between a slow call and one that is not. */
const BETWEEN_SPREAD = 1;
/** How often the delay of something else is any one delay: they differ by a factor of five or so. */
const DELAY_FITS = DELAY_SPREAD / 1.6;
/** How often a quantile stays although the calls that it is about are slow. */
const UNMOVED = 0.02;

/** Parts of the calls that such a thing slows. */
const BYSTANDER_PARTS = [0.2, 0.5, 1];

/**
 * One figure is often about calls to several callees. How many of its calls are slow, and by how much,
 * tells who is behind it: its 90th percentile moves by the delay when more than a tenth of the calls are
 * slow and its median when more than half are, each lies between when it is just as many, and no callee
 * can slow more calls than it gets.
 */
export class SlowCalls {
  readonly #minutes: readonly FigureMinute[];
  /** ln of how likely the figure is if nothing happened, and if something slowed it that is no network. */
  readonly #quiet: number;
  readonly #bystander: number;
  /** The nearest that quantiles come to the delay of a slow call; not above 0: none is slow. */
  readonly longestMs: number;

  constructor(minutes: readonly FigureMinute[]) {
    this.#minutes = minutes;
    const extras = minutes
      .flatMap(({ p50, p90 }) => [p50?.extraMs ?? 0, p90?.extraMs ?? 0])
      .filter((extraMs) => extraMs > 0);
    this.longestMs = Math.max(0, ...extras);
    this.#quiet = this.#logLikelihood(
      minutes.map(() => 0),
      1,
    );
    const bystanders = extras.flatMap((delayMs) =>
      BYSTANDER_PARTS.map((part) =>
        this.#logLikelihood(
          minutes.map(({ calls }) => part * calls),
          delayMs,
        ),
      ),
    );
    this.#bystander =
      bystanders.length === 0
        ? this.#quiet
        : logSum(bystanders) - Math.log(bystanders.length) + Math.log(DELAY_FITS);
  }

  /**
   * @param slowed calls that would be slow at most, one number a minute
   * @param bystander how often a figure is slow for another reason, see {@link bystanderShare}
   * @returns ln of the ratio: up to so many calls are slow by `delayMs`, against noise and bystanders
   */
  logRatio(slowed: readonly number[], delayMs: number, bystander: number): number {
    return this.#logLikelihood(slowed, delayMs) - this.#otherwise(bystander);
  }

  /** The chance that something slowed it, whatever it was. */
  chanceOfSlow(bystander: number): number {
    return Math.exp(Math.log(bystander) + this.#bystander - this.#otherwise(bystander));
  }

  #otherwise(bystander: number): number {
    return logSum([Math.log(1 - bystander) + this.#quiet, Math.log(bystander) + this.#bystander]);
  }

  #logLikelihood(slowed: readonly number[], delayMs: number): number {
    return this.#minutes.reduce((sum, { calls, p50, p90 }, at) => {
      const most = Math.min(slowed[at] ?? 0, calls);
      return (
        sum +
        Math.log(
          slowLikelihood(most, calls, likelihoodOf(p50, delayMs), likelihoodOf(p90, delayMs)),
        )
      );
    }, 0);
  }
}

/** How often figures of this case are slow: where most are, a slow one says little. */
export function bystanderShare(figures: readonly SlowCalls[]): number {
  const slow = figures.reduce((sum, figure) => sum + figure.chanceOfSlow(BYSTANDER), 0);
  return (BYSTANDER * BYSTANDER_WEIGHT + slow) / (BYSTANDER_WEIGHT + figures.length);
}

/** How likely what was seen of a quantile is, if so much of it lies at the slow calls, 0 … 1. */
type Likelihood = (part: number) => number;

function likelihoodOf(shift: QuantileShift | undefined, delayMs: number): Likelihood {
  if (!shift) return () => 1;
  const noise = noiseDensity(shift.z);
  return (part) => {
    if (part === 0) return noise;
    // Who interpolates between two calls, and how, differs; of slow calls alone it hardly matters.
    const spread = part === 1 ? DELAY_SPREAD : BETWEEN_SPREAD;
    return (1 - UNMOVED) * delayDensity(shift, part * delayMs, spread) + UNMOVED * noise;
  };
}

/** Sigmas below which a delay drowns in noise. */
const DROWNS = 3;

/** Of the shift in sigmas, for a delay that is distributed log-normally. */
function delayDensity(
  { z, extraMs, zPerMs }: QuantileShift,
  delayMs: number,
  spread: number,
): number {
  const expected = delayMs * zPerMs;
  if (expected < DROWNS) return noiseDensity(z - expected);
  if (extraMs <= 0) return 0;
  const far = Math.log(extraMs / delayMs) / spread;
  return Math.exp((-far * far) / 2) / (extraMs * zPerMs * spread * Math.sqrt(2 * Math.PI));
}

/** One for each power with which the density of the part of calls that are slow rises, and one more. */
const RISES = [1, 2, 3, 4];

/**
 * Averaged over how many of at most `most` calls are slow: rather nearly all than few, but a connection
 * that is open already, or an onset within the minute, spares some. Beta-binomial with 4 and 1.
 */
function slowLikelihood(most: number, calls: number, p50: Likelihood, p90: Likelihood): number {
  const atMost = (count: number) =>
    count >= most
      ? 1
      : RISES.reduce((product, step) => product * ((count + step) / (most + step)), 1);
  const [from90, from50] = [0.1 * (calls - 1), 0.5 * (calls - 1)];
  const steps = [from90, from50].flatMap((from) => [Math.floor(from), Math.ceil(from)]);
  let [likelihood, below] = [0, 0];
  for (const count of [...new Set([...steps, calls])].sort((a, b) => a - b)) {
    const upTo = atMost(count);
    likelihood += (upTo - below) * p50(partOf(count - from50)) * p90(partOf(count - from90));
    below = upTo;
  }
  return likelihood;
}

/** A quantile lies between two calls: the part of it that lies at the slow one. */
function partOf(beyond: number): number {
  return Math.min(1, Math.max(0, beyond));
}
