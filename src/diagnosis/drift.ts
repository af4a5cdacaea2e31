/** Values from which the reference is learned: robust against nearly half of them being odd (a cold start). */
const valuesLearned = 30;
/** Scales a median absolute deviation to a normal standard deviation. */
const madScale = 1.4826;

/**
 * The reference follows the values no faster than this, in doublings (or amounts that matter) an hour: what
 * the hours of the day do to a service, up to three times between night and noon, is followed; what doubles
 * within four hours is not. Good news is believed sooner.
 */
const followsPerHour = 0.15;
const improvesPerHour = 0.6;
/** A drift that has lasted this long is how it is now. */
const acceptedAfterMs = 6 * 3_600_000;
/** A pause counts as no more than this. */
const longestGapMs = 600_000;

/** Noise counts as at least this share of the change that matters, so that a still series is no alarm. */
const leastNoise = 0.5;
/** Only what is this many standard deviations beyond the reference counts as worse … */
const deviationsIgnored = 2;
/** … and as having begun to be worse. */
const deviationsAtOnset = 0.5;
/** Part of the change that matters, from which on it has begun. */
const onsetShare = 0.2;
/** One value counts for no more than this, so that outliers alone do not add up. */
const heaviest = 2;
/** Sum at which a drift is called, and the sum that is kept at most, so that its end is seen soon. */
const callAt = 8;
const sumKept = 12;
/** Values in a row of the sum that a drift needs: a machine that is busy for a moment is no drift. */
const valuesNeeded = 30;
/**
 * A drift that passed by itself was a swing, and the series may swing again: its noise counts for this much
 * more from then on, up to so many times what was learned.
 */
const noiseAfterSwing = 1.3;
const mostNoise = 4;
/** Values after which the ignored part of a change is worked out anew: its reference moves slowly. */
const valuesBetween = 32;
/** Weight of the newest value in the present level. */
const levelWeight = 0.2;

/** What is watched, and from when on a change of it matters. */
export interface DriftSpec {
  readonly bad: 'up' | 'down';
  /**
   * `ratio`: the quantity is positive and changes by factors. `difference`: a share or a temperature,
   * which changes by amounts.
   */
  readonly scale: 'ratio' | 'difference';
  /** The smallest change that matters: a factor above 1, or an amount in the measure's own unit. */
  readonly matters: number;
  /** For `ratio`: the smallest amount that matters, in the measure's own unit; 0 where any does. */
  readonly leastAmount: number;
}

/** A change that went on long enough to be told from noise. */
export interface Drift {
  /** The change point: when the values began to leave their usual level. */
  readonly sinceMs: number;
  /** When it was certain enough to be called. */
  readonly calledMs: number;
  /** The usual value before, and the present level, in the measure's own unit. */
  readonly from: number;
  readonly to: number;
}

/**
 * Finds slow drifts of one quantity: a one-sided cumulative sum against a robust reference (median and
 * median absolute deviation of the first values), which itself follows slowly. Constant memory, constant
 * time per value; time comes from the values.
 */
export class DriftDetector {
  private readonly spec: DriftSpec;
  /** The smallest change that matters, scaled. */
  private readonly change: number;
  /** The first values, until there are enough; then empty. */
  private learning: number[];
  private centre = 0;
  private noise = 0;
  /** As learned. */
  private quietNoise = 0;
  private level = 0;
  /** The part of a change that is no news, and for how many values more it stands. */
  private ignored = 0;
  private ignoredFor = 0;
  private sum = 0;
  private valuesInSum = 0;
  /** The same sum for the change point, with less of the change ignored. */
  private onsetSum = 0;
  private onsetMs = 0;
  /** The reference then. */
  private onsetCentre = 0;
  private calledMs: number | null = null;
  private lastMs = 0;

  /** @param like where given, the new one continues from its state */
  constructor(spec: DriftSpec, like?: DriftDetector) {
    this.spec = spec;
    this.change = spec.scale === 'ratio' ? Math.log(spec.matters) : spec.matters;
    if (like) Object.assign(this, like);
    this.learning = like && like.learning.length > 0 ? [...like.learning] : [];
  }

  /** Takes in a value; true when a drift is under way and this value shows it. */
  add(value: number, nowMs: number): boolean {
    if (!Number.isFinite(value)) return false;
    const x = this.scaled(value);
    const elapsedMs = Math.min(longestGapMs, Math.max(0, nowMs - this.lastMs));
    this.lastMs = nowMs;
    if (this.noise === 0) {
      this.learn(x, nowMs);
      return false;
    }
    const excess = x - this.centre;
    if (this.ignoredFor === 0) this.ignore();
    this.ignoredFor -= 1;
    this.level += levelWeight * (excess - this.level);
    this.accumulate(excess, nowMs);
    this.follow(excess, elapsedMs, nowMs);
    return this.calledMs !== null && excess > this.ignored;
  }

  /** The value that is usual, in the measure's own unit; null until it is learned. */
  get usual(): number | null {
    return this.noise === 0 ? null : this.unscaled(this.centre);
  }

  /** The drift that is under way; null while there is none. */
  get drift(): Drift | null {
    if (this.calledMs === null) return null;
    return {
      sinceMs: this.onsetMs,
      calledMs: this.calledMs,
      from: this.unscaled(this.onsetCentre),
      to: this.unscaled(this.centre + this.level),
    };
  }

  private learn(x: number, nowMs: number): void {
    this.learning.push(x);
    if (this.learning.length < valuesLearned) return;
    this.centre = median(this.learning);
    const spread = median(this.learning.map((one) => Math.abs(one - this.centre))) * madScale;
    this.noise = Math.max(spread, leastNoise * this.change);
    this.quietNoise = this.noise;
    this.onsetMs = nowMs;
    this.onsetCentre = this.centre;
    this.learning = [];
  }

  private accumulate(excess: number, nowMs: number): void {
    this.sum = Math.min(sumKept, added(this.sum, (excess - this.ignored) / this.noise));
    this.valuesInSum = this.sum > 0 ? this.valuesInSum + 1 : 0;
    const early = Math.max(onsetShare * this.change, deviationsAtOnset * this.noise);
    this.onsetSum = Math.min(sumKept, added(this.onsetSum, (excess - early) / this.noise));
    if (this.calledMs === null) {
      if (this.onsetSum === 0) {
        this.onsetMs = nowMs;
        this.onsetCentre = this.centre;
      }
      if (this.sum >= callAt && this.valuesInSum >= valuesNeeded) this.calledMs = nowMs;
    } else if (this.sum === 0) {
      this.calledMs = null;
      this.noise = Math.min(this.noise * noiseAfterSwing, this.quietNoise * mostNoise);
    }
  }

  /** Towards each value by a step that depends on the time alone: that settles at the median. */
  private follow(excess: number, elapsedMs: number, nowMs: number): void {
    if (this.calledMs !== null) {
      if (nowMs - this.calledMs > acceptedAfterMs) this.accept();
      return;
    }
    const improved = this.level < -this.change / 2;
    const perHour = (improved ? improvesPerHour : followsPerHour) * this.unit();
    const step = ((excess > 0 ? perHour : -perHour) * elapsedMs) / 3_600_000;
    this.centre += Math.abs(step) > Math.abs(excess) ? excess : step;
  }

  private accept(): void {
    this.centre += this.level;
    this.ignoredFor = 0;
    this.level = 0;
    this.sum = 0;
    this.onsetSum = 0;
    this.calledMs = null;
  }

  private ignore(): void {
    const { scale, leastAmount } = this.spec;
    const least =
      scale === 'ratio' ? Math.log1p(leastAmount / Math.max(this.unscaled(this.centre), 1e-9)) : 0;
    this.ignored = Math.max(this.change, least, deviationsIgnored * this.noise);
    this.ignoredFor = valuesBetween;
  }

  /** A doubling, or the smallest amount that matters. */
  private unit(): number {
    return this.spec.scale === 'ratio' ? Math.LN2 : this.spec.matters;
  }

  /** So that up is bad. */
  private scaled(value: number): number {
    const { scale, bad } = this.spec;
    const x = scale === 'ratio' ? Math.log(Math.max(value, 1e-3)) : value;
    return bad === 'up' ? x : -x;
  }

  private unscaled(x: number): number {
    const { scale, bad } = this.spec;
    const upright = bad === 'up' ? x : -x;
    return scale === 'ratio' ? Math.exp(upright) : upright;
  }
}

function added(sum: number, value: number): number {
  return Math.max(0, sum + Math.min(heaviest, Math.max(-heaviest, value)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
