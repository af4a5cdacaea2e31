import { setTimeout as sleep } from 'node:timers/promises';
import type { Speed } from '../../console/timeline/types.ts';

/** Milliseconds below which a wait is left out: timers are not finer, and it is made up later. */
const shortestWaitMs = 5;

/** Lets event time pass as fast as wall time, or so many times faster. */
export class Pace {
  readonly #speed: Speed;
  readonly #signal: AbortSignal;
  #start: { readonly eventMs: number; readonly wallMs: number } | null = null;

  constructor(speed: Speed, signal: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** Resolves when it is time for an event of `atMs`. @throws the signal's reason */
  async until(atMs: number): Promise<void> {
    if (this.#speed === 'max') return;
    this.#start ??= { eventMs: atMs, wallMs: performance.now() };
    const dueMs = this.#start.wallMs + (atMs - this.#start.eventMs) / this.#speed;
    const waitMs = dueMs - performance.now();
    if (waitMs >= shortestWaitMs) await sleep(waitMs, undefined, { signal: this.#signal });
  }
}
