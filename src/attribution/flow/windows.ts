/** The windows that rates are shown over. `bucketMs` is how exactly their far edge is kept. */
export const flowWindows = [
  { name: '1m', words: '1 m', windowMs: 60_000, bucketMs: 1_000 },
  { name: '15m', words: '15 m', windowMs: 900_000, bucketMs: 15_000 },
  { name: '1h', words: '1 h', windowMs: 3_600_000, bucketMs: 60_000 },
  { name: '24h', words: '24 h', windowMs: 86_400_000, bucketMs: 900_000 },
] as const;

export type FlowWindow = (typeof flowWindows)[number];
export type FlowWindowName = FlowWindow['name'];

export const defaultWindow: FlowWindow = flowWindows[1];

export function windowNamed(name: string): FlowWindow | undefined {
  return flowWindows.find((window) => window.name === name);
}

/** Buckets kept beside those of the window: for a clock that runs ahead, and the running bucket. */
const SPARE_BUCKETS = 4;

/**
 * Sums by time of the event. What comes late lands where it belongs. A bucket of a wild clock takes the
 * place of the oldest one and of no more.
 */
export class Ring<T> {
  readonly window: FlowWindow;
  readonly #make: () => T;
  readonly #buckets = new Map<number, T>();
  #tooLate = 0;

  constructor(window: FlowWindow, make: () => T) {
    this.window = window;
    this.#make = make;
  }

  /** Attempts that came after their bucket had been given up. */
  get tooLate(): number {
    return this.#tooLate;
  }

  /** Null where the bucket has been given up. */
  at(ms: number, counts: boolean): T | null {
    const index = Math.floor(ms / this.window.bucketMs);
    const known = this.#buckets.get(index);
    if (known) return known;
    if (this.#buckets.size >= this.#most()) {
      const oldest = Math.min(...this.#buckets.keys());
      if (index < oldest) {
        if (counts) this.#tooLate += 1;
        return null;
      }
      this.#buckets.delete(oldest);
    }
    const made = this.#make();
    this.#buckets.set(index, made);
    return made;
  }

  /** When the window that ends at `asOfMs` begins: with a whole bucket, since the running one is its last. */
  startMs(asOfMs: number): number {
    return this.#first(asOfMs) * this.window.bucketMs;
  }

  /** The buckets of the window that ends at `asOfMs`, oldest first: the running one is among them. */
  within(asOfMs: number): readonly T[] {
    const first = this.#first(asOfMs);
    const last = Math.floor(asOfMs / this.window.bucketMs);
    return [...this.#buckets]
      .filter(([index]) => index >= first && index <= last)
      .sort(([a], [b]) => a - b)
      .map(([, bucket]) => bucket);
  }

  #first(asOfMs: number): number {
    const { windowMs, bucketMs } = this.window;
    return Math.floor(asOfMs / bucketMs) - windowMs / bucketMs + 1;
  }

  #most(): number {
    return this.window.windowMs / this.window.bucketMs + SPARE_BUCKETS;
  }
}
