/** Requests on their way at once that any machine answers in time, and the most that are ever asked. */
const LEAST = 64;
const MOST = 512;
/** Milliseconds after the limit was halved in which it is not halved again: what is on its way was asked before. */
const REST_MS = 1_000;

/**
 * How many requests may be on their way, as careful clients find it out: one more for each that was answered,
 * half as many when answers come too late. So a busy machine serves what it can, instead of nothing in time.
 */
export class InFlightLimit {
  #limit = LEAST;
  #halvedMs = Number.NEGATIVE_INFINITY;

  get limit(): number {
    return this.#limit;
  }

  /** @param nowMs on a clock that only grows */
  answered(wasTooLate: boolean, nowMs: number): void {
    if (!wasTooLate) {
      this.#limit = Math.min(MOST, this.#limit + 1);
      return;
    }
    if (nowMs - this.#halvedMs < REST_MS) return;
    this.#halvedMs = nowMs;
    this.#limit = Math.max(LEAST, this.#limit >> 1);
  }
}
