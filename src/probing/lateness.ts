import type { Clock } from '../platform/clock.ts';

/** Milliseconds between two beats: fine enough to see a stall of {@link STALL_MS}, and cheap. */
const BEAT_MS = 50;
/** Milliseconds of a stall that disturbs what looks measure. */
export const STALL_MS = 200;
/** Beats remembered for the 99th percentile: one minute. */
const BEATS_KEPT = 1_200;
/** Stalls remembered: more than fit into the longest look are never asked for. */
const STALLS_KEPT = 100;

interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
}

const noStall: Stall = { fromMs: 0, toMs: 0 };

/** Measures how late this process's own event loop is: what it times then is wrong by as much. */
export class Lateness {
  readonly #clock: Clock;
  readonly #onBeat: () => void;
  readonly #beats: number[] = [];
  readonly #stalls: Stall[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueMs = 0;
  #next = 0;

  /** @param onBeat called at every beat */
  constructor(clock: Clock, onBeat: () => void = () => {}) {
    this.#clock = clock;
    this.#onBeat = onBeat;
  }

  start(): void {
    this.#dueMs = this.#clock.monotonic() + BEAT_MS;
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The longest stall since `sinceMs` (monotonic), in milliseconds; 0 when there was none. */
  stalledMs(sinceMs: number): number {
    if (!this.#timer) return 0;
    // The stall that is just over, and has not met a beat yet.
    let longestMs = this.#clock.monotonic() - Math.max(this.#dueMs, sinceMs);
    // The newest stand last; asked of looks, which began a moment ago.
    for (let index = this.#stalls.length - 1; index >= 0; index -= 1) {
      const { fromMs, toMs } = this.#stalls[index] ?? noStall;
      if (toMs <= sinceMs) break;
      longestMs = Math.max(longestMs, toMs - Math.max(fromMs, sinceMs));
    }
    return longestMs >= STALL_MS ? longestMs : 0;
  }

  /** Milliseconds that 99 of 100 beats of the last minute were late at most. */
  p99Ms(): number {
    const sorted = this.#beats.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  #beat(): void {
    const nowMs = this.#clock.monotonic();
    const lateMs = Math.max(0, nowMs - this.#dueMs);
    this.#beats[this.#next] = lateMs;
    this.#next = (this.#next + 1) % BEATS_KEPT;
    if (lateMs >= STALL_MS) this.#stalls.push({ fromMs: this.#dueMs, toMs: nowMs });
    if (this.#stalls.length > STALLS_KEPT) this.#stalls.shift();
    this.#dueMs = nowMs + BEAT_MS;
    this.#onBeat();
  }
}
