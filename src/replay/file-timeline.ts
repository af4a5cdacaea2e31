import type { WeaklinkEvent } from '../events/types.ts';
import type { RecordingIndex } from './open-timeline.ts';
import type { PlainFile } from './plain-file.ts';
import type { Playback } from './playback.ts';
import { type PlacedEvent, RecordedEvents } from './recorded-events.ts';
import type { Moment, Step, Timeline } from './types.ts';

/** Events given with a moment, so that the console can draw histories and lists. */
const RECENT_EVENTS = 2_500;
/** Steps that one call of `advance` gives at most, so that keys are answered in between. */
const MOST_STEPS = 5_000;

interface Parts {
  readonly path: string;
  readonly file: PlainFile;
  readonly index: RecordingIndex;
}

/** Where playing stands: the next event to be taken, and all that came before it. */
interface Position {
  readonly reader: RecordedEvents;
  readonly playback: Playback;
  /** Read, and later than what has been asked for so far. */
  waiting: PlacedEvent | null;
  atMs: number;
}

/** A recording on disk, with its index in memory. */
export class FileTimeline implements Timeline {
  readonly path: string;
  readonly #file: PlainFile;
  readonly #index: RecordingIndex;
  #position: Position | null = null;

  constructor({ path, file, index }: Parts) {
    this.path = path;
    this.#file = file;
    this.#index = index;
  }

  get chain() {
    return this.#index.chain;
  }
  get startMs() {
    return this.#index.startMs;
  }
  get endMs() {
    return this.#index.endMs;
  }
  get events() {
    return this.#index.events;
  }
  get damaged() {
    return this.#index.damaged;
  }
  get marks() {
    return this.#index.marks;
  }
  /** The instant up to which everything has been played. */
  get atMs() {
    return this.#position?.atMs ?? this.#index.startMs;
  }

  async momentAt(wantedMs: number): Promise<Moment> {
    const atMs = Math.min(Math.max(wantedMs, this.startMs), this.endMs);
    const { checkpoints, session } = this.#index;
    const from = checkpoints.before(atMs);
    if (!from) throw new Error('a recording with a session has a checkpoint');
    const early = checkpoints.atEvent(Math.max(0, from.events - RECENT_EVENTS)) ?? from;
    const recent: WeaklinkEvent[] = [];
    // Before the checkpoint, events are only shown; from it on, they are played as well.
    const past = new RecordedEvents(this.#file.handle, early.offset);
    await each(past, ({ offset, event }) => {
      if (offset >= from.offset) return false;
      if (event.type !== 'weaklink.verdict') recent.push(event);
      return true;
    });
    this.#position = {
      reader: new RecordedEvents(this.#file.handle, from.offset),
      playback: from.playback.fork(),
      waiting: null,
      atMs,
    };
    await this.#play(atMs, Number.POSITIVE_INFINITY, ({ event }) => recent.push(event));
    const { playback } = this.#position;
    const shown = recent.slice(-RECENT_EVENTS);
    const hasSession = shown.some(({ type }) => type === 'weaklink.session');
    return {
      atMs,
      verdict: playback.verdict,
      recent: hasSession ? shown : [session, ...shown],
    };
  }

  async advance(untilMs: number): Promise<readonly Step[]> {
    if (!this.#position) await this.momentAt(this.startMs);
    const steps: Step[] = [];
    await this.#play(untilMs, MOST_STEPS, (step) => steps.push(step));
    return steps;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Takes events until one is later than `untilMs`, or `most` steps have been told. */
  async #play(untilMs: number, most: number, told: (step: Step) => void): Promise<void> {
    const position = this.#position;
    if (!position) return;
    const { playback, reader } = position;
    let taken = 0;
    const take = (read: PlacedEvent): boolean => {
      const atMs = Date.parse(read.event.time);
      if (atMs > untilMs || taken >= most) {
        position.waiting = read;
        return false;
      }
      position.atMs = Math.max(position.atMs, atMs);
      const step = playback.take(read.event);
      if (!step) return true;
      taken += 1;
      told(step);
      return true;
    };
    const { waiting } = position;
    position.waiting = null;
    if (waiting && !take(waiting)) return;
    await each(reader, take);
    if (!position.waiting) position.atMs = Math.max(position.atMs, Math.min(untilMs, this.endMs));
  }
}

/** Calls until it is told to stop, or the file ends. */
async function each(reader: RecordedEvents, call: (read: PlacedEvent) => boolean): Promise<void> {
  do {
    for (let read = reader.next(); read; read = reader.next()) if (!call(read)) return;
  } while (await reader.more());
}
