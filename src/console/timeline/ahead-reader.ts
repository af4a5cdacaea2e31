import type { Timeline } from '../../replay/types.ts';
import { type Item, NewsMixer } from './verdict-news.ts';

/** Events that one read should bring: few enough that a key need not wait, enough to play fast. */
const wantedEvents = 200;
/** Milliseconds that one read should take at most. */
const readMs = 15;

/**
 * Reads a timeline a little ahead of what is shown, in slices of time that adapt to how dense
 * the events are and how fast they come.
 */
export class AheadReader {
  readonly #timeline: Timeline;
  readonly #longestMs: number;
  readonly #mixer: NewsMixer;
  #items: readonly Item[] = [];
  #place = 0;
  /** Everything up to here has been read. */
  #readMs = 0;
  #sliceMs: number;
  /** Null between two slices. */
  #sliceEndMs: number | null = null;
  /** Whether the slice had any event so far. */
  #hadEvents = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    const { startMs, endMs, events, marks } = timeline;
    this.#mixer = new NewsMixer(marks);
    this.#longestMs = Math.max(1, endMs - startMs);
    const share = wantedEvents / Math.max(wantedEvents, events);
    this.#sliceMs = Math.max(1, this.#longestMs * share);
  }

  /** The timeline was asked for the moment at `atMs`: what is ahead comes after it. */
  beginAt(atMs: number): void {
    this.#items = [];
    this.#place = 0;
    this.#readMs = atMs;
    this.#sliceEndMs = null;
    this.#hadEvents = false;
    this.#mixer.begin(atMs);
  }

  peek(): Item | undefined {
    return this.#items[this.#place];
  }

  drop(): void {
    this.#place += 1;
  }

  /** The next thing up to `untilMs`; undefined when there is none. Reads on where it must. */
  async nextUpTo(untilMs: number): Promise<Item | undefined> {
    while (this.peek() === undefined && this.#readMs < untilMs) await this.#read();
    const item = this.peek();
    if (!item || item.atMs > untilMs) return undefined;
    this.drop();
    return item;
  }

  /** A timeline gives a bounded number of steps at a time: a slice ends when no more come. */
  async #read(): Promise<void> {
    this.#sliceEndMs ??= Math.min(this.#readMs + this.#sliceMs, this.#timeline.endMs);
    const startedMs = performance.now();
    const steps = await this.#timeline.advance(this.#sliceEndMs);
    this.#place = 0;
    if (steps.length > 0) {
      this.#items = this.#mixer.mix(steps);
      this.#hadEvents = true;
      this.#adapt(steps.length, performance.now() - startedMs);
      return;
    }
    this.#items = this.#mixer.rest(this.#sliceEndMs);
    const isEnd = this.#sliceEndMs >= this.#timeline.endMs;
    this.#readMs = isEnd ? Number.POSITIVE_INFINITY : this.#sliceEndMs;
    this.#sliceEndMs = null;
    if (!this.#hadEvents) this.#adapt(0, 0);
    this.#hadEvents = false;
  }

  #adapt(events: number, tookMs: number): void {
    if (events > 2 * wantedEvents || tookMs > readMs) this.#sliceMs /= 2;
    else if (events < wantedEvents / 2 && tookMs < readMs / 2) this.#sliceMs *= 2;
    this.#sliceMs = Math.max(1, Math.min(this.#longestMs, this.#sliceMs));
  }
}
