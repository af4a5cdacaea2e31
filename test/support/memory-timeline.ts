import type { Chain } from '../../src/chain/types.ts';
import type { WeaklinkEvent } from '../../src/events/types.ts';
import { MarkFinder } from '../../src/replay/mark-finder.ts';
import { Playback } from '../../src/replay/playback.ts';
import { takeAway } from '../../src/replay/take-away.ts';
import type { Mark, Moment, Step, Timeline } from '../../src/replay/types.ts';
import { nothingTaken } from '../../src/replay/types.ts';
import { demoChain } from './looks.ts';

/** Plays a list of events from its start for every question, so that tests can hold the clock. */
export class MemoryTimeline implements Timeline {
  readonly path = 'memory.jsonl';
  readonly chain: Chain = demoChain;
  readonly startMs: number;
  readonly endMs: number;
  readonly events: number;
  readonly marks: readonly Mark[];
  /** Instants that were asked for. */
  readonly asked: number[] = [];
  readonly #all: readonly WeaklinkEvent[];
  readonly #mostSteps: number;
  #playback = new Playback(takeAway(nothingTaken));
  #place = 0;

  constructor(all: readonly WeaklinkEvent[], mostSteps = 5_000) {
    this.#all = all;
    this.#mostSteps = mostSteps;
    const times = all.map(({ time }) => Date.parse(time));
    this.startMs = Math.min(...times);
    this.endMs = Math.max(...times);
    this.events = all.length;
    const finder = new MarkFinder();
    for (const step of this.#play(this.endMs, all.length)) finder.take(step);
    this.marks = finder.marks;
  }

  async momentAt(atMs: number): Promise<Moment> {
    this.asked.push(atMs);
    this.#playback = new Playback(takeAway(nothingTaken));
    this.#place = 0;
    const recent = this.#play(atMs, this.#all.length).map(({ event }) => event);
    return { atMs, recent, verdict: this.#playback.verdict };
  }

  async advance(untilMs: number): Promise<readonly Step[]> {
    return this.#play(untilMs, this.#mostSteps);
  }

  async close(): Promise<void> {}

  #play(untilMs: number, most: number): Step[] {
    const steps: Step[] = [];
    for (; this.#place < this.#all.length && steps.length < most; this.#place += 1) {
      const event = this.#all[this.#place];
      if (!event || Date.parse(event.time) > untilMs) break;
      const step = this.#playback.take(event);
      if (step) steps.push(step);
    }
    return steps;
  }
}
