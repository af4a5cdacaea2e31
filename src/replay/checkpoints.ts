import type { Playback } from './playback.ts';

/** Checkpoints kept at most; with more, every other one is let go of. */
const MOST_CHECKPOINTS = 512;
/** Events between two checkpoints of a short recording. */
const FIRST_SPACING = 1_000;

export interface Checkpoint {
  /** Byte at which the next event's line begins. */
  readonly offset: number;
  /** Events before it. */
  readonly events: number;
  /** Time of the newest event before it. */
  readonly newestMs: number;
  readonly playback: Playback;
}

/** States along a recording, evenly spaced by events, never more than a fixed number. */
export class Checkpoints {
  #kept: Checkpoint[] = [];
  #spacing = FIRST_SPACING;

  get spacing(): number {
    return this.#spacing;
  }

  isDue(events: number): boolean {
    return events % this.#spacing === 0;
  }

  add(checkpoint: Checkpoint): void {
    this.#kept.push(checkpoint);
    if (this.#kept.length < MOST_CHECKPOINTS) return;
    this.#spacing *= 2;
    this.#kept = this.#kept.filter(({ events }) => events % this.#spacing === 0);
  }

  /** The last one before anything later than `atMs` had happened; the first one where all is later. */
  before(atMs: number): Checkpoint | undefined {
    return this.#lastWhere(({ newestMs }) => newestMs <= atMs);
  }

  /** The last one with at most so many events before it. */
  atEvent(events: number): Checkpoint | undefined {
    return this.#lastWhere((checkpoint) => checkpoint.events <= events);
  }

  #lastWhere(holds: (checkpoint: Checkpoint) => boolean): Checkpoint | undefined {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const checkpoint = this.#kept[middle];
      if (checkpoint && holds(checkpoint)) low = middle + 1;
      else high = middle;
    }
    return this.#kept[Math.max(0, low - 1)];
  }
}
