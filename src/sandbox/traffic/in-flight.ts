/** Requests on their way at first: each is a new connection, and servers are cold. */
const FIRST = 8;
/** Requests on their way at once that any machine answers in time, and the most that are ever asked. */
const LEAST = 64;
const MOST = 512;
/** Milliseconds after the limit was halved in which it is not halved again: what is on its way was asked before. */
const REST_MS = 1_000;

/** Answers in time for one request more, once answers have been late. */
const WARY = 8;

/**
 * How many requests may be on their way, as TCP finds it out: one more for each that was answered until answers
 * come late; from then on one more for some of them, and half as many when they are late again. So a busy machine
 * serves what it can, instead of nothing in time, and is not asked for hundreds of new connections at once.
 */
export class InFlightLimit {
  #limit = FIRST;
  /** Below it every answer allows one more. */
  #steep = MOST;
  #halvedMs = Number.NEGATIVE_INFINITY;

  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** @param nowMs on a clock that only grows */
  answered(wasTooLate: boolean, nowMs: number): void {
    if (!wasTooLate) {
      const more = this.#limit < this.#steep ? 1 : 1 / WARY;
      this.#limit = Math.min(MOST, this.#limit + more);
      return;
    }
    if (nowMs - this.#halvedMs < REST_MS) return;
    this.#halvedMs = nowMs;
    this.#limit = Math.max(LEAST, this.#limit / 2);
    this.#steep = this.#limit;
  }
}
