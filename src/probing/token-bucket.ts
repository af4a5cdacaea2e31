/** A budget that fills up with time: `capacity` at once, `perSecond` in the long run. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #tokens: number;
  #filledMs: number;

  constructor(capacity: number, perSecond: number, nowMs: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#tokens = capacity;
    this.#filledMs = nowMs;
  }

  /** Milliseconds until there is a token; 0 when there is one now. */
  waitMs(nowMs: number): number {
    const seconds = Math.max(0, nowMs - this.#filledMs) / 1_000;
    this.#tokens = Math.min(this.#capacity, this.#tokens + seconds * this.#perSecond);
    this.#filledMs = nowMs;
    // Half a token short by rounding would mean a timer of 0 ms, again and again.
    if (this.#tokens >= 1) return 0;
    return Math.max(1, ((1 - this.#tokens) / this.#perSecond) * 1_000);
  }

  take(nowMs: number): void {
    this.waitMs(nowMs);
    this.#tokens -= 1;
  }
}
