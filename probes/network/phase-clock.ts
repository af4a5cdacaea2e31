import type { PhaseName } from '../../src/events/types.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { NetworkPhase } from './failure.ts';
import type { RaceLimits } from './race.ts';

/** Milliseconds that a phase alone may take; a phase without an entry may use all that is left. */
export type PhaseDeadlines = Readonly<Partial<Record<NetworkPhase, number | undefined>>>;
export type Phases = Readonly<Partial<Record<PhaseName, number>>>;

/** Microseconds are all that the clock can honestly give. */
const STEPS_PER_MS = 1_000;

/**
 * Times the phases of one look and shares out its deadline. Phases never overlap, and each is
 * rounded down, so their sum is never more than the total.
 */
export class PhaseClock {
  readonly #startMs: number;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  readonly #phaseDeadlines: PhaseDeadlines;
  readonly #spent = new Map<PhaseName, number>();
  readonly signal: AbortSignal;

  constructor(options: {
    readonly clock: Clock;
    readonly deadlineMs: number;
    readonly signal: AbortSignal;
    readonly phaseDeadlinesMs?: PhaseDeadlines | undefined;
  }) {
    this.#clock = options.clock;
    this.#startMs = options.clock.monotonic();
    this.#deadlineMs = options.deadlineMs;
    this.#phaseDeadlines = options.phaseDeadlinesMs ?? {};
    this.signal = options.signal;
  }

  /** Milliseconds since the look began. */
  elapsedMs(): number {
    return this.#clock.monotonic() - this.#startMs;
  }

  remainingMs(): number {
    return this.#deadlineMs - this.elapsedMs();
  }

  /** The limit that was set for `phase` alone. */
  phaseDeadlineMs(phase: NetworkPhase): number | undefined {
    return this.#phaseDeadlines[phase];
  }

  /** What one wait in `phase` may take, given what the phase has used already. */
  limits(phase: NetworkPhase, usedMs = 0): RaceLimits {
    const own = this.phaseDeadlineMs(phase);
    const left = this.remainingMs();
    const timeMs = own === undefined ? left : Math.min(left, own - usedMs);
    return { timeMs, signal: this.signal };
  }

  /** Adds the milliseconds from `fromMs` to `toMs` (both as {@link elapsedMs} gives them). */
  add(phase: PhaseName, fromMs: number, toMs: number = this.elapsedMs()): void {
    this.#spent.set(phase, (this.#spent.get(phase) ?? 0) + Math.max(0, toMs - fromMs));
  }

  /** Counts a part of `phase`, which {@link time} has counted or will, as waiting for the vantage. */
  moveToQueue(phase: NetworkPhase, ms: number): void {
    if (ms <= 0) return;
    this.#spent.set(phase, (this.#spent.get(phase) ?? 0) - ms);
    this.#spent.set('queue', (this.#spent.get('queue') ?? 0) + ms);
  }

  /** Runs one phase; its time counts whether or not it succeeds. */
  async time<T>(phase: NetworkPhase, work: () => Promise<T>): Promise<T> {
    const fromMs = this.elapsedMs();
    try {
      return await work();
    } finally {
      this.add(phase, fromMs);
    }
  }

  phases(): Phases {
    const phases: Partial<Record<PhaseName, number>> = {};
    for (const [phase, ms] of this.#spent) phases[phase] = Math.max(0, floor(ms));
    phases.total = floor(this.elapsedMs());
    return phases;
  }
}

function floor(ms: number): number {
  return Math.floor(ms * STEPS_PER_MS) / STEPS_PER_MS;
}
