import { setImmediate as breathe } from 'node:timers/promises';
import type { EventOf, WeaklinkEvent } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import { Playback } from '../../replay/playback.ts';
import { takeAway } from '../../replay/take-away.ts';
import type { Without } from '../../replay/types.ts';
import type { Recovery } from '../score/score.ts';
import type { Scoreboard } from '../score/scoreboard.ts';

/** Events after which others get their turn: a timeout, a signal, another scenario. */
const BREATHE_EVERY = 500;
/** Name of the fault of events that tell of none. */
const WHOLE_INCIDENT = 'incident';

export interface FromEvents {
  /** A session event first: it brings the chain. */
  readonly events: AsyncIterable<WeaklinkEvent> | Iterable<WeaklinkEvent>;
  readonly without: Without;
  readonly board: Scoreboard;
  /** The events themselves tell when faults begin and end; else all of it is the incident. */
  readonly tellsFaults: boolean;
  readonly signal: AbortSignal;
}

export interface EventsRun {
  readonly observations: number;
  /** How it stood when the first fault began; null: nothing had been seen. */
  readonly before: 'healthy' | 'fault' | 'undetermined' | null;
  readonly recovery: Recovery;
}

/** Runs events through the engine at full speed, as a replay of them would; all time is theirs. */
export async function runEvents(options: FromEvents): Promise<EventsRun> {
  const run = new Run(options);
  let count = 0;
  for await (const event of options.events) {
    run.take(event);
    count += 1;
    if (count % BREATHE_EVERY !== 0) continue;
    await breathe();
    options.signal.throwIfAborted();
  }
  return run.end();
}

class Run {
  readonly #options: FromEvents;
  readonly #playback: Playback;
  readonly #active = new Set<string>();
  #observations = 0;
  #startMs: number | null = null;
  #hasBegun = false;
  /** Of the newest event, from the start. */
  #lastMs = 0;
  #before: EventsRun['before'] = null;
  #clearedMs: number | null = null;
  #recoveredMs: number | null = null;

  constructor(options: FromEvents) {
    this.#options = options;
    this.#playback = new Playback(takeAway(options.without));
  }

  take(whole: WeaklinkEvent): void {
    const step = this.#playback.take(whole);
    if (!step) return;
    const { event, verdict } = step;
    const nowMs = Date.parse(event.time);
    this.#startMs ??= nowMs;
    this.#lastMs = Math.max(this.#lastMs, nowMs - this.#startMs);
    if (event.type === 'weaklink.fault') this.#fault(event);
    if (event.type === 'weaklink.observation') {
      this.#observations += 1;
      if (!this.#options.tellsFaults && !this.#hasBegun) this.#begin(WHOLE_INCIDENT, '', 0);
    }
    if (verdict) this.#judged(verdict);
  }

  end(): EventsRun {
    // What came after the newest verdict has not been judged yet.
    const last = this.#observations > 0 ? this.#playback.judge() : null;
    if (last) this.#judged(last);
    this.#options.board.finish();
    return {
      observations: this.#observations,
      before: this.#before,
      recovery: {
        noticed: this.#recoveredMs !== null,
        tookMs: this.#recoveredMs === null ? null : this.#recoveredMs - (this.#clearedMs ?? 0),
      },
    };
  }

  #judged(verdict: Verdict): void {
    this.#options.board.verdict(this.#lastMs, verdict);
    if (this.#clearedMs !== null && verdict.status === 'healthy') {
      this.#recoveredMs ??= this.#lastMs;
    }
  }

  #fault({ data }: EventOf<'fault'>): void {
    if (data.action === 'injected') {
      this.#begin(data.name, data.link, this.#lastMs);
      return;
    }
    this.#options.board.faultEnds(data.name);
    this.#active.delete(data.name);
    if (this.#active.size === 0) this.#clearedMs = this.#lastMs;
  }

  #begin(name: string, link: string, atMs: number): void {
    if (!this.#hasBegun) this.#before = this.#options.board.last?.status ?? null;
    this.#hasBegun = true;
    this.#active.add(name);
    this.#clearedMs = null;
    this.#recoveredMs = null;
    this.#options.board.faultBegins(atMs, name, link);
  }
}
