import type { Reach } from '../chain/types.ts';
import type { Outcome } from '../events/types.ts';
import { jitter } from './jitter.ts';
import { TokenBucket } from './token-bucket.ts';

/** All series have looked once within it, in milliseconds, however long their intervals are. */
const FIRST_LOOKS_MS = 1_000;
/** Share of the interval by which looks come earlier or later, so that series do not march in step. */
const JITTER_SHARE = 0.1;

/** How much sooner the looks around a change of state come: the diagnosis decides after about ten. */
const HURRY_FACTOR = 4;
const HURRY_LOOKS = 10;
/** Milliseconds below which hurry does not go, and within which its first look comes. */
const HURRY_MIN_MS = 250;
/** Hurried looks a minute that a series may make when its links change state all the time. */
const HURRY_PER_MINUTE = 20;

/** Failures in a row after which looks come less often: the diagnosis remembers forty. */
const BACK_OFF_LOOKS = 20;
/** The diagnosis calls a series stale after four intervals without a look. */
const BACK_OFF_MAX_FACTOR = 3;
/** Milliseconds that backing off may add: recovery is seen that much later at most. */
const BACK_OFF_MAX_MS = 10_000;

export interface Paced {
  readonly stream: string;
  readonly intervalMs: number;
  readonly reach: Reach;
}

/** Decides when a series looks again. Times are monotonic milliseconds. */
export class Pace {
  readonly #look: Paced;
  readonly #hurryBudget: TokenBucket;
  #looks = 0;
  #hurryLeft = 0;
  #failuresInARow = 0;
  #isWell: boolean | undefined;

  constructor(look: Paced, nowMs: number) {
    this.#look = look;
    this.#hurryBudget = new TokenBucket(HURRY_PER_MINUTE, HURRY_PER_MINUTE / 60, nowMs);
  }

  /** Milliseconds until the first look. */
  firstDelayMs(): number {
    const spreadMs = Math.min(FIRST_LOOKS_MS, this.#look.intervalMs);
    return spreadMs * jitter(this.#look.stream, 0);
  }

  /** Milliseconds from the start of the look that has just begun to the start of the next. */
  nextDelayMs(nowMs: number): number {
    this.#looks += 1;
    const shift = (jitter(this.#look.stream, this.#looks) * 2 - 1) * JITTER_SHARE;
    return this.#intervalMs(nowMs) * (1 + shift);
  }

  /** Something on the way has changed: looks come sooner. Milliseconds until the first of them. */
  hurry(nowMs: number): number {
    this.#hurryLeft = HURRY_LOOKS;
    return this.#mayHurry(nowMs) ? HURRY_MIN_MS * jitter(this.#look.stream, this.#looks) : Infinity;
  }

  /** Takes in what a look found. True when the state has just turned, to ill or to well. */
  ended(outcome: Outcome): boolean {
    // A look that could not look says nothing about the target.
    if (outcome === 'unknown') return false;
    const isWell = outcome === 'ok';
    this.#failuresInARow = outcome === 'failed' ? this.#failuresInARow + 1 : 0;
    // The first look is a turn, too, when it finds something: the failure is fresh to us.
    const turned = isWell !== (this.#isWell ?? true);
    this.#isWell = isWell;
    return turned;
  }

  #mayHurry(nowMs: number): boolean {
    return this.#hurryLeft > 0 && this.#hurryBudget.waitMs(nowMs) === 0;
  }

  #intervalMs(nowMs: number): number {
    const { intervalMs, reach } = this.#look;
    if (this.#mayHurry(nowMs)) {
      this.#hurryLeft -= 1;
      this.#hurryBudget.take(nowMs);
      return Math.min(intervalMs, Math.max(HURRY_MIN_MS, intervalMs / HURRY_FACTOR));
    }
    // Only a look through the whole chain costs its target more than a connection.
    if (reach !== 'through') return intervalMs;
    const steps = Math.floor(this.#failuresInARow / BACK_OFF_LOOKS);
    const factor = Math.min(BACK_OFF_MAX_FACTOR, 1 + steps);
    return Math.min(intervalMs * factor, intervalMs + BACK_OFF_MAX_MS);
  }
}
