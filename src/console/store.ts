import type { ConsoleFeed } from './feed.ts';
import { Memory } from './memory.ts';
import type { Snapshot } from './snapshot.ts';
import { initialUi, type UiState } from './ui-state.ts';

export interface StoreState {
  /** The newest picture, whether or not it is the one shown. */
  readonly snapshot: Snapshot;
  readonly ui: UiState;
}

/** Clocks and ages advance at this pace, and so does everything that is not news. */
const heartbeatMs = 1_000;
/** Timers may fire a moment early; the old second would stay on the clock. */
const afterSecondMs = 5;

/**
 * The one store. Events come at any pace; React hears of a new state at most once in
 * `updateIntervalMs`, and only news comes faster than the heartbeat: a tenth equal answer waits
 * for the next second, a first failure does not.
 */
export class Store {
  readonly #feed: ConsoleFeed;
  #memory: Memory;
  readonly #updateIntervalMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: (() => void)[] = [];
  #state: StoreState;
  #heartbeat: NodeJS.Timeout | null = null;
  #soon: NodeJS.Timeout | null = null;
  #publishedMs = 0;

  constructor(feed: ConsoleFeed, updateIntervalMs: number, ui: UiState = initialUi) {
    this.#feed = feed;
    this.#memory = new Memory(feed);
    this.#updateIntervalMs = updateIntervalMs;
    this.#state = { snapshot: this.#memory.snapshot(), ui };
  }

  readonly getState = (): StoreState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    const { replay } = this.#feed;
    this.#unsubscribe.push(
      this.#feed.subscribe((event) => {
        if (this.#memory.take(event)) this.publishSoon();
      }),
      this.#feed.onVerdict((verdict) => {
        if (this.#memory.judge(verdict)) this.publishSoon();
      }),
      this.#feed.game?.onChange(() => this.publishSoon()) ?? (() => {}),
      ...(replay ? [replay.onJump(this.#forget), replay.onMove(() => this.publishSoon())] : []),
    );
    this.#beat();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    if (this.#heartbeat) clearTimeout(this.#heartbeat);
    if (this.#soon) clearTimeout(this.#soon);
    this.#heartbeat = null;
    this.#soon = null;
  }

  /** What a key changed is shown at once. */
  setUi(ui: UiState): void {
    if (ui === this.#state.ui) return;
    this.#state = { ...this.#state, ui };
    this.#tell();
  }

  /** Takes a new picture as soon as the pace allows. */
  publishSoon(): void {
    if (this.#soon) return;
    const waitMs = this.#publishedMs + this.#updateIntervalMs - performance.now();
    this.#soon = setTimeout(() => this.#publish(), Math.max(0, waitMs));
  }

  /** After a jump nothing of what was remembered holds, and no event of it can stay chosen. */
  readonly #forget = (): void => {
    this.#memory = new Memory(this.#feed);
    this.#state = { ...this.#state, ui: { ...this.#state.ui, selectedEvent: null } };
    this.#publish();
  };

  #publish(): void {
    if (this.#soon) clearTimeout(this.#soon);
    this.#soon = null;
    this.#publishedMs = performance.now();
    this.#state = { ...this.#state, snapshot: this.#memory.snapshot() };
    this.#tell();
  }

  /** On the full second, so that the clock on the screen never skips one. */
  #beat(): void {
    const waitMs = heartbeatMs - (Date.now() % heartbeatMs) + afterSecondMs;
    this.#heartbeat = setTimeout(() => {
      this.#publish();
      this.#beat();
    }, waitMs);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
