import type { WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import { describeError, WeaklinkError } from '../../platform/errors.ts';
import type { Moment, Timeline } from '../../replay/types.ts';
import { AheadReader } from './ahead-reader.ts';
import { withEarlier } from './earlier.ts';
import { Listeners } from './listeners.ts';
import { type Speed, speeds } from './types.ts';
import { type Item, NewsMixer } from './verdict-news.ts';

/** Milliseconds between two turns of playing: smooth for the eye, and little work when nothing comes. */
const turnEveryMs = 50;
/** Milliseconds of one turn that may be spent on events; the rest belongs to keys and pictures. */
const workMs = 35;
/** Milliseconds that a turn leaves to others, however long it took. */
const leastRestMs = 5;
/** Events after which the clock is asked whether the turn is over. */
const eventsAClockLook = 64;
const secondMs = 1_000;
/** Events remembered while playing: more than a jump brings, and the console keeps its own. */
const keptEvents = 4_000;

export interface PlayerOptions {
  /** Where to begin, and where to end; the whole recording where absent. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly speed?: Speed;
  readonly isPlaying?: boolean;
}

/**
 * Plays a timeline: maps wall time to event time. One thing is done at a time, and a jump comes
 * before a step and a step before playing, so that a key is never behind a queue of others.
 */
export class Player {
  readonly startMs: number;
  readonly endMs: number;
  readonly events = new Listeners<WeaklinkEvent>();
  readonly verdicts = new Listeners<Verdict>();
  readonly jumps = new Listeners<void>();
  readonly moves = new Listeners<void>();
  readonly notices = new Listeners<string>();
  readonly #timeline: Timeline;
  readonly #ahead: AheadReader;
  #history: WeaklinkEvent[] = [];
  #verdict: Verdict | null = null;
  #nowMs: number;
  #wantedMs: number | null = null;
  #steps = 0;
  #isPlaying: boolean;
  #speed: Speed;
  /** From where on wall time is counted. */
  #anchor = { wallMs: 0, eventMs: 0 };
  /** Times of the events before now, never going back. */
  #times: number[] = [];
  #isRunning = false;
  #isClosed = false;
  #endRest: (() => void) | null = null;

  constructor(timeline: Timeline, options: PlayerOptions = {}) {
    this.#timeline = timeline;
    this.#ahead = new AheadReader(timeline);
    this.startMs = options.fromMs ?? timeline.startMs;
    this.endMs = Math.max(this.startMs, options.toMs ?? timeline.endMs);
    this.#nowMs = this.startMs;
    this.#speed = options.speed ?? 1;
    this.#isPlaying = options.isPlaying ?? true;
  }

  get nowMs(): number {
    return this.#nowMs;
  }
  /** Where the last key wants to be; keys that come fast count from there. */
  get wantedMs(): number {
    return this.#wantedMs ?? this.#nowMs;
  }
  get isPlaying(): boolean {
    return this.#isPlaying;
  }
  get speed(): Speed {
    return this.#speed;
  }
  get verdict(): Verdict | null {
    return this.#verdict;
  }
  /** The newest of what is shown, oldest first. */
  get history(): readonly WeaklinkEvent[] {
    return this.#history;
  }

  /** Shows the beginning. Until then there is no picture. */
  async open(): Promise<void> {
    this.#show(await this.#timeline.momentAt(this.startMs), this.startMs);
    this.#anchorHere();
    this.#wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#isPlaying = false;
    this.#endRest?.();
  }

  playOrPause(): void {
    if (!this.#isPlaying && this.wantedMs >= this.endMs) this.jumpTo(this.startMs);
    this.#setPlaying(!this.#isPlaying);
  }

  /** @param by places in the list of speeds; the ends of the list hold it */
  changeSpeed(by: number): void {
    const place = speeds.indexOf(this.#speed) + by;
    this.#speed = speeds[Math.max(0, Math.min(speeds.length - 1, place))] ?? this.#speed;
    this.#anchorHere();
    this.moves.tell();
    this.#wake();
  }

  jumpTo(atMs: number): void {
    this.#steps = 0;
    this.#wantedMs = Math.max(this.startMs, Math.min(this.endMs, Math.round(atMs)));
    this.#wake();
  }

  step(): void {
    this.#setPlaying(false);
    this.#steps += 1;
    this.#wake();
  }

  /** To the event before this one; where that is not known, a second. */
  stepBack(): void {
    this.#setPlaying(false);
    const fromMs = this.wantedMs;
    const before = this.#times.findLast((timeMs) => timeMs < fromMs);
    this.jumpTo(before ?? fromMs - secondMs);
  }

  #setPlaying(isPlaying: boolean): void {
    if (this.#isPlaying === isPlaying) return;
    this.#isPlaying = isPlaying;
    this.#anchorHere();
    this.moves.tell();
    this.#wake();
  }

  #wake(): void {
    this.#endRest?.();
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isClosed) {
        if (this.#wantedMs !== null) await this.#jump(this.#wantedMs);
        else if (this.#steps > 0) await this.#stepOnce();
        else if (this.#isPlaying) {
          const startedMs = performance.now();
          await this.#playOneTurn(startedMs);
          await this.#rest(startedMs + turnEveryMs);
        } else break;
      }
    } catch (error) {
      this.#wantedMs = null;
      this.#steps = 0;
      this.#isPlaying = false;
      this.notices.tell(error instanceof WeaklinkError ? describeError(error) : String(error));
      this.moves.tell();
    } finally {
      this.#isRunning = false;
    }
  }

  /** Until the next turn, or until a key wants something. */
  #rest(untilMs: number): Promise<void> {
    if (this.#isInterrupted()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#endRest = null;
        resolve();
      };
      const timer = setTimeout(end, Math.max(leastRestMs, untilMs - performance.now()));
      this.#endRest = end;
    });
  }

  async #jump(atMs: number): Promise<void> {
    const moment = await this.#timeline.momentAt(atMs);
    if (this.#isClosed) return;
    if (this.#wantedMs === atMs) this.#wantedMs = null;
    this.#show(moment, atMs);
    this.#anchorHere();
  }

  #show(moment: Moment, atMs: number): void {
    const { marks } = this.#timeline;
    const steps = withEarlier(moment.recent, marks).map((event) => ({ event, verdict: null }));
    const mixer = new NewsMixer(marks);
    mixer.begin(Number.NEGATIVE_INFINITY);
    const items = [...mixer.mix(steps), ...mixer.rest(atMs)];
    this.#history = items.map(({ event }) => event);
    this.#times = items.flatMap((item) => (item.isRecorded ? item.atMs : []));
    this.#verdict = moment.verdict;
    this.#nowMs = atMs;
    this.#ahead.beginAt(atMs);
    this.jumps.tell();
    this.moves.tell();
  }

  async #stepOnce(): Promise<void> {
    this.#steps -= 1;
    for (;;) {
      const item = await this.#ahead.nextUpTo(this.endMs);
      if (!item) {
        this.#nowMs = this.endMs;
        this.#arrive();
        return;
      }
      this.#take(item);
      this.#nowMs = Math.max(this.#nowMs, item.atMs);
      if (item.isRecorded) break;
    }
    // The answer that this event changed belongs to it.
    for (let item = this.#ahead.peek(); item && !item.isRecorded && item.atMs <= this.#nowMs; ) {
      this.#take(item);
      this.#ahead.drop();
      item = this.#ahead.peek();
    }
    this.moves.tell();
  }

  async #playOneTurn(startedMs: number): Promise<void> {
    const targetMs = this.#targetMs(startedMs);
    const beganMs = this.#nowMs;
    for (let count = 1; ; count += 1) {
      const item = await this.#ahead.nextUpTo(targetMs);
      if (!item) {
        this.#nowMs = Math.max(this.#nowMs, targetMs);
        break;
      }
      this.#take(item);
      this.#nowMs = Math.max(this.#nowMs, item.atMs);
      if (count % eventsAClockLook === 0 && performance.now() - startedMs > workMs) break;
      if (this.#isInterrupted()) break;
    }
    // What could not be played in time is not owed: a slow machine plays slower.
    if (this.#nowMs < targetMs) this.#anchorHere();
    if (this.#nowMs >= this.endMs && !this.#isInterrupted()) this.#arrive();
    // Clocks show seconds: a picture between two of them would show nothing new.
    if (secondOf(this.#nowMs) !== secondOf(beganMs)) this.moves.tell();
  }

  #targetMs(wallMs: number): number {
    if (this.#speed === 'max') return this.endMs;
    const passedMs = (wallMs - this.#anchor.wallMs) * this.#speed;
    return Math.min(this.endMs, this.#anchor.eventMs + Math.floor(passedMs));
  }

  #take({ event, verdict, atMs, isRecorded }: Item): void {
    if (isRecorded) this.#times = append(this.#times, atMs);
    this.#history = append(this.#history, event);
    this.events.tell(event);
    if (!verdict) return;
    this.#verdict = verdict;
    this.verdicts.tell(verdict);
  }

  #arrive(): void {
    this.#isPlaying = false;
    this.#steps = 0;
    this.notices.tell('the recording ends here; Space plays it again');
    this.moves.tell();
  }

  #isInterrupted(): boolean {
    return this.#isClosed || this.#wantedMs !== null || this.#steps > 0 || !this.#isPlaying;
  }

  #anchorHere(): void {
    this.#anchor = { wallMs: performance.now(), eventMs: this.#nowMs };
  }
}

function secondOf(atMs: number): number {
  return Math.floor(atMs / secondMs);
}

/** Times before the kept ones are not stepped back to; a step goes back a second there. */
function append<T>(list: T[], entry: T): T[] {
  list.push(entry);
  return list.length > 2 * keptEvents ? list.slice(-keptEvents) : list;
}
