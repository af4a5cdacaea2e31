import type { Outcome } from '../events/types.ts';

export interface LatencyPoint {
  readonly atMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
}

/** The newest looks of one series, in a ring that never grows. */
export class LatencyHistory {
  readonly #points: LatencyPoint[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(point: LatencyPoint): void {
    this.#points[this.#next] = point;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** At most `count` points no newer than `untilMs`, oldest first: a frozen screen stays frozen. */
  until(untilMs: number, count: number): readonly LatencyPoint[] {
    const ordered = [...this.#points.slice(this.#next), ...this.#points.slice(0, this.#next)];
    const known = ordered.filter(({ atMs }) => atMs <= untilMs);
    return count > 0 ? known.slice(-count) : [];
  }
}
