import type { Ruling } from '../../events/ruling.ts';
import type { EventOf, Observation } from '../../events/types.ts';
import type { Verdict } from '../../events/verdict.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { playRecording } from '../../replay/play.ts';
import type { Step, Without } from '../../replay/types.ts';
import { exitCodeOf } from '../exit-code-of.ts';
import { type Range, refuseBeyond } from './range.ts';

export interface PassOptions {
  readonly path: string;
  readonly without: Without;
  readonly range: Range;
  readonly signal: AbortSignal;
}

/** One pass over a recording at full speed, and what is known at its end. */
export class Pass {
  readonly #options: PassOptions;
  readonly #newest = new Map<string, Observation>();
  #session: EventOf<'session'> | null = null;
  #verdict: Verdict | null = null;
  #policies: readonly Ruling[] | null = null;
  #newestMs = Number.NEGATIVE_INFINITY;

  constructor(options: PassOptions) {
    this.#options = options;
  }

  /** The newest session event; null before the first. */
  get session(): EventOf<'session'> | null {
    return this.#session;
  }
  get verdict(): Verdict | null {
    return this.#verdict;
  }
  /** The newest observation of every series of looks. */
  get observations(): readonly Observation[] {
    return [...this.#newest.values()];
  }
  /** What the policies said last; null where nobody judged them. */
  get policies(): readonly Ruling[] | null {
    return this.#policies;
  }
  /** Time of the newest event. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /**
   * The steps of the range. The first of them brings the verdict that stood already, where one did.
   *
   * @throws WeaklinkError of the recording; E_REPLAY_TIME when it ends before the range begins
   */
  async *steps(): AsyncGenerator<Step, void, undefined> {
    const { path, without, range, signal } = this.#options;
    const { fromMs = Number.NEGATIVE_INFINITY, toMs } = range;
    let hasBegun = false;
    for await (const step of playRecording(path, {
      without,
      signal,
      ...(toMs === undefined ? {} : { toMs }),
    })) {
      this.#remember(step);
      const isSession = step.event.type === 'weaklink.session';
      if (!isSession && Date.parse(step.event.time) < fromMs) continue;
      yield isSession || hasBegun ? step : { ...step, verdict: this.#verdict };
      hasBegun ||= !isSession;
    }
    refuseBeyond(range, this.#newestMs);
  }

  /** As a check would end: healthy, fault, or could not look. */
  exitCode(): ExitCode {
    if (!this.#verdict) return ExitCode.CouldNotLook;
    return exitCodeOf(this.#verdict, this.observations, this.#policies ?? []);
  }

  #remember({ event, verdict }: Step): void {
    this.#newestMs = Math.max(this.#newestMs, Date.parse(event.time));
    if (event.type === 'weaklink.session') this.#beginSession(event);
    if (event.type === 'weaklink.observation') this.#newest.set(event.data.stream, event.data);
    if (event.type === 'weaklink.policy') this.#policies = event.data.rulings;
    if (verdict) this.#verdict = verdict;
  }

  /** Another session knows nothing of the looks and the answers of the one before. */
  #beginSession(event: EventOf<'session'>): void {
    this.#session = event;
    this.#verdict = null;
    this.#policies = null;
    this.#newest.clear();
  }
}
