import { setImmediate as breathe } from 'node:timers/promises';
import type { Chain } from '../../chain/types.ts';
import { createEngine, type Engine } from '../../diagnosis/engine.ts';
import type { EventOf, WeaklinkEvent } from '../../events/types.ts';
import { takeAway } from '../../replay/take-away.ts';
import type { Recovery } from '../score/score.ts';
import type { Scoreboard } from '../score/scoreboard.ts';
import type { Without } from '../types.ts';

/** Milliseconds of event time between two verdicts that no changed symptom asks for. */
const VERDICT_EVERY_MS = 1_000;
/** Events after which others get their turn: a timeout, a signal, another scenario. */
const BREATHE_EVERY = 500;
/** Name of the fault of events that tell of none. */
const WHOLE_INCIDENT = 'incident';

export interface FromEvents {
  readonly events: AsyncIterable<WeaklinkEvent> | Iterable<WeaklinkEvent>;
  /** Null: it comes with the session event. */
  readonly chain: Chain | null;
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

/** Runs events through the engine at full speed; all time is theirs. */
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
  readonly #away;
  readonly #symptoms = new Map<string, string | null>();
  readonly #active = new Set<string>();
  #engine: Engine | null;
  #observations = 0;
  #startMs: number | null = null;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #hasBegun = false;
  /** Of the newest event, from the start. */
  #lastMs = 0;
  #before: EventsRun['before'] = null;
  #clearedMs: number | null = null;
  #recoveredMs: number | null = null;

  constructor(options: FromEvents) {
    this.#options = options;
    this.#away = takeAway(options.without);
    this.#engine = options.chain ? createEngine(this.#away.chain(options.chain)) : null;
  }

  take(whole: WeaklinkEvent): void {
    const event = this.#away.event(whole);
    if (!event) return;
    if (event.type === 'weaklink.session') this.#engine ??= createEngine(event.data.chain);
    const nowMs = Date.parse(event.time);
    this.#startMs ??= nowMs;
    const atMs = nowMs - this.#startMs;
    if (event.type === 'weaklink.fault') this.#fault(event, atMs);
    // Recorded verdicts are never trusted.
    if (event.type === 'weaklink.verdict' || event.type === 'weaklink.fault') return;
    this.#engine?.accept(event);
    if (this.#isDue(event, nowMs)) this.#draw(nowMs);
  }

  end(): EventsRun {
    // What the last second brought has not been judged yet.
    if (this.#observations > 0) this.#draw((this.#startMs ?? 0) + this.#lastMs);
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

  #isDue(event: WeaklinkEvent, nowMs: number): boolean {
    this.#lastMs = Math.max(this.#lastMs, nowMs - (this.#startMs ?? nowMs));
    if (event.type !== 'weaklink.observation') return false;
    if (!this.#options.tellsFaults && !this.#hasBegun) this.#begin(WHOLE_INCIDENT, '', 0);
    this.#observations += 1;
    const { stream, symptom } = event.data;
    const before = this.#symptoms.get(stream) ?? null;
    this.#symptoms.set(stream, symptom);
    return symptom !== before || nowMs - this.#drawnMs >= VERDICT_EVERY_MS;
  }

  #draw(nowMs: number): void {
    if (!this.#engine) return;
    this.#drawnMs = nowMs;
    const verdict = this.#engine.verdict();
    const atMs = nowMs - (this.#startMs ?? nowMs);
    this.#options.board.verdict(atMs, verdict);
    if (this.#clearedMs !== null && verdict.status === 'healthy') this.#recoveredMs ??= atMs;
  }

  #fault({ data }: EventOf<'fault'>, atMs: number): void {
    if (data.action === 'injected') {
      this.#begin(data.name, data.link, atMs);
      return;
    }
    this.#options.board.faultEnds(data.name);
    this.#active.delete(data.name);
    if (this.#active.size === 0) this.#clearedMs = atMs;
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
