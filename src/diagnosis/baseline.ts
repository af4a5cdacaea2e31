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
  /** The last durations, as a ring … */
  private readonly ring: number[];
  /** … and in ascending order: every look asks for the median. */
  private readonly sorted: number[];
  private next: number;

  /** @param like where given, the new one continues from its state */
  constructor(like?: Baseline) {
    this.ring = like?.ring.slice() ?? [];
    this.sorted = like?.sorted.slice() ?? [];
    this.next = like?.next ?? 0;
  }

  /** True when `durationMs` is far beyond what this series knows. Learns from it when it is not. */
  isSlow(durationMs: number): boolean {
    const slow = this.wouldBeSlow(durationMs);
    if (!slow) this.learn(durationMs);
    return slow;
  }

  /** The same without learning. */
  wouldBeSlow(durationMs: number): boolean {
    return this.sorted.length >= looksNeeded && this.exceeds(durationMs);
  }

  /** The new one takes the place of the oldest and moves to its own, which is seldom far. */
  private learn(durationMs: number): void {
    const { sorted, ring } = this;
    let at = sorted.length;
    if (at === looksKept) {
      const oldest = ring[this.next];
      for (at = 0; at < looksKept - 1 && sorted[at] !== oldest; ) at += 1;
    } else {
      sorted.push(durationMs);
    }
    for (; at + 1 < sorted.length && (sorted[at + 1] as number) < durationMs; at += 1) {
      sorted[at] = sorted[at + 1] as number;
    }
    for (; at > 0 && (sorted[at - 1] as number) > durationMs; at -= 1) {
      sorted[at] = sorted[at - 1] as number;
    }
    sorted[at] = durationMs;
    ring[this.next] = durationMs;
    this.next = (this.next + 1) % looksKept;
  }

  private exceeds(durationMs: number): boolean {
    // No median is below 0: most looks are told from slow ones without looking at anything.
    if (durationMs < slowExcessMs) return false;
    const half = this.sorted.length >> 1;
    const middle = this.sorted[half] ?? 0;
    if (durationMs < middle * slowRatio || durationMs < middle + slowExcessMs) return false;
    const distances = this.sorted.map((value) => Math.abs(value - middle));
    const spread = (distances.sort((a, b) => a - b)[half] ?? 0) * madScale;
    return durationMs > middle + slowDeviations * spread;
  }
}
