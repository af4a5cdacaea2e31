import type { Chain } from '../chain/types.ts';
import { createEngine, type Engine } from '../diagnosis/engine.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';
import type { TakeAway } from './take-away.ts';
import type { Step } from './types.ts';
import { VerdictPoints } from './verdict-points.ts';

interface Running {
  readonly chain: Chain;
  readonly engine: Engine;
  readonly points: VerdictPoints;
}

/**
 * Recorded events in, events with verdicts out, as the day would have seen them. A session event
 * begins anew: another chain, another past. Recorded verdicts are never believed.
 */
export class Playback {
  readonly #takeAway: TakeAway;
  #running: Running | null;
  #verdict: Verdict | null;

  constructor(takeAway: TakeAway, like?: Playback) {
    this.#takeAway = takeAway;
    this.#verdict = like ? like.#verdict : null;
    const running = like ? like.#running : null;
    this.#running = running && copyOf(running);
  }

  fork(): Playback {
    return new Playback(this.#takeAway, this);
  }

  /** The chain of the session that is being played; null before the first session event. */
  get chain(): Chain | null {
    return this.#running?.chain ?? null;
  }

  /** The newest verdict drawn. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  /** What the evidence so far says, drawn now. */
  judge(): Verdict | null {
    return this.#running?.engine.verdict() ?? null;
  }

  /** Takes one event in; null where it is left out: a recorded verdict, or what a what-if takes away. */
  take(recorded: WeaklinkEvent): Step | null {
    if (recorded.type === 'weaklink.verdict') return null;
    const event = this.#takeAway.event(recorded);
    if (!event) return null;
    if (event.type === 'weaklink.session') this.#begin(event.data.chain);
    const running = this.#running;
    if (!running) return { event, verdict: null };
    running.engine.accept(event);
    const verdict = running.points.after(event);
    if (verdict) this.#verdict = verdict;
    return { event, verdict };
  }

  #begin(chain: Chain): void {
    const engine = createEngine(chain);
    this.#running = { chain, engine, points: new VerdictPoints(engine, chain) };
    this.#verdict = null;
  }
}

function copyOf({ chain, engine, points }: Running): Running {
  const copy = engine.fork();
  return { chain, engine: copy, points: new VerdictPoints(copy, chain, points) };
}
