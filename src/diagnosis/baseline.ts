/** Looks needed before anything is called slow. */
const looksNeeded = 8;
/** Looks remembered: half a minute at 1 Hz. */
const looksKept = 30;
/** A look is slow when it is beyond all three: this many times the median … */
const slowRatio = 4;
/** … this many milliseconds above it (a busy machine's noise stays below) … */
const slowExcessMs = 300;
/** … and this many robust standard deviations above it. */
const slowDeviations = 10;
/** Scales a median absolute deviation to a normal standard deviation. */
const madScale = 1.4826;

/** Learns how long a series of looks takes when all is well, and tells when one takes far longer. */
export class Baseline {
  private readonly durationsMs: number[];

  /** @param like where given, the new one continues from its state */
  constructor(like?: Baseline) {
    this.durationsMs = [...(like?.durationsMs ?? [])];
  }

  /** True when `durationMs` is far beyond what this series knows. Learns from it when it is not. */
  isSlow(durationMs: number): boolean {
    const slow = this.durationsMs.length >= looksNeeded && this.exceeds(durationMs);
    if (!slow) {
      this.durationsMs.push(durationMs);
      if (this.durationsMs.length > looksKept) this.durationsMs.shift();
    }
    return slow;
  }

  private exceeds(durationMs: number): boolean {
    // No median is below 0: most looks are told from slow ones without sorting anything.
    if (durationMs < slowExcessMs) return false;
    const middle = median(this.durationsMs);
    if (durationMs < middle * slowRatio || durationMs < middle + slowExcessMs) return false;
    const spread = median(this.durationsMs.map((value) => Math.abs(value - middle))) * madScale;
    return durationMs > middle + slowDeviations * spread;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
