import type { Clock } from '../platform/clock.ts';
import { ProcessorWait } from '../platform/processor-wait.ts';

/** Milliseconds for which a reading is new enough: to read anew for each look would cost a tenth of it. */
const FRESH_MS = 10;
/** Readings remembered: 20 s where looks end all the time, longer elsewhere. */
const READINGS_KEPT = 2_000;

interface Reading {
  readonly atMs: number;
  readonly waitedMs: number;
}

/** How much of any span of the last while this process waited for a processor. */
export class Starvation {
  readonly #clock: Clock;
  readonly #wait: Pick<ProcessorWait, 'ms' | 'close'>;
  /** The newest last. */
  #readings: Reading[] = [];

  constructor(clock: Clock, wait: Pick<ProcessorWait, 'ms' | 'close'> = new ProcessorWait()) {
    this.#clock = clock;
    this.#wait = wait;
  }

  /** To be called now and then, so that spans have a beginning. */
  take(): void {
    const atMs = this.#clock.monotonic();
    const newest = this.#readings.at(-1);
    if (newest && atMs - newest.atMs < FRESH_MS) return;
    this.#readings.push({ atMs, waitedMs: this.#wait.ms() });
    // In halves: to move all of them by one each time would cost more.
    if (this.#readings.length >= 2 * READINGS_KEPT) {
      this.#readings = this.#readings.slice(-READINGS_KEPT);
    }
  }

  /** Milliseconds waited since `sinceMs` (monotonic), as far as is remembered. */
  waitedMs(sinceMs: number): number {
    this.take();
    const newest = this.#readings.at(-1);
    return newest ? Math.max(0, newest.waitedMs - this.#at(sinceMs)) : 0;
  }

  close(): void {
    this.#wait.close();
  }

  /** The count at a time between two readings, as if it had grown evenly. */
  #at(ms: number): number {
    let low = 0;
    let high = this.#readings.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#readings[middle] as Reading).atMs <= ms) low = middle;
      else high = middle - 1;
    }
    const before = this.#readings[low] as Reading;
    const after = this.#readings[low + 1];
    if (!after || ms <= before.atMs) return before.waitedMs;
    const share = (ms - before.atMs) / (after.atMs - before.atMs);
    return before.waitedMs + share * (after.waitedMs - before.waitedMs);
  }
}
