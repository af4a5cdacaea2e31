import type { EventFactory } from '../events/envelope.ts';
import { type EventStream, noWait } from '../events/stream.ts';
import type { Outcome } from '../events/types.ts';
import { safe } from '../text/sanitise.ts';
import { Admission, type AdmissionLimits } from './admission.ts';
import { type Cost, CostMeter } from './cost.ts';
import { Lateness } from './lateness.ts';
import { type LookDependencies, runLook } from './look.ts';
import type { PlannedLook } from './plan.ts';
import { Starvation } from './starvation.ts';

export interface ProbingOptions extends Omit<LookDependencies, 'stalledMs' | 'waitedMs'> {
  readonly stream: Pick<EventStream, 'publish'>;
  readonly events: EventFactory;
  readonly limits?: AdmissionLimits;
}

/** What probing does and costs, for the screen. */
export interface ProbingCounters extends Cost {
  readonly looks: number;
  /** Looks that run now. */
  readonly inFlight: number;
  /** Looks that are due and wait for a budget. */
  readonly waiting: number;
  /** Milliseconds that this process's event loop is late, 99th percentile of the last minute. */
  readonly latenessP99Ms: number;
}

/** Runs looks within the budgets, and puts what they find into the stream. */
export class Runner {
  readonly #options: ProbingOptions;
  readonly #dependencies: LookDependencies;
  readonly #admission: Admission;
  readonly #lateness: Lateness;
  readonly #starvation: Starvation;
  readonly #cost: CostMeter;
  readonly #controller = new AbortController();
  /** Looks that were cut off and have not ended: no second one starts beside them. */
  readonly #lingering = new Map<string, string>();

  constructor(options: ProbingOptions) {
    this.#options = options;
    this.#admission = new Admission(options.clock, options.limits);
    const starvation = new Starvation(options.clock);
    const lateness = new Lateness(options.clock, () => starvation.take());
    this.#starvation = starvation;
    this.#lateness = lateness;
    this.#dependencies = {
      ...options,
      stalledMs: (sinceMs) => lateness.stalledMs(sinceMs),
      waitedMs: (sinceMs) => starvation.waitedMs(sinceMs),
    };
    this.#cost = new CostMeter(options.clock);
    this.#lateness.start();
  }

  get isStopped(): boolean {
    return this.#controller.signal.aborted;
  }

  /**
   * Waits for the budget, looks, and publishes. Resolves when the stream has room again, with the
   * outcome, or with null when probing was stopped; then nothing is published.
   *
   * @param onStart called when the look really begins
   */
  async run(planned: PlannedLook, onStart: () => void = () => {}): Promise<Outcome | null> {
    const { signal } = this.#controller;
    const leave = await this.#admission.enter(planned.target, signal);
    if (!leave) return null;
    onStart();
    try {
      const result = await runLook(this.#singly(planned), signal, this.#dependencies);
      if (result.lingering)
        this.#watch(planned.stream, result.observation.startedAt, result.lingering);
      if (signal.aborted) return null;
      this.#cost.count();
      await this.#publish(result);
      return result.observation.outcome;
    } finally {
      leave();
    }
  }

  counters(): ProbingCounters {
    return {
      ...this.#cost.cost(),
      looks: this.#cost.looks,
      inFlight: this.#admission.atOnce,
      waiting: this.#admission.waiting,
      latenessP99Ms: this.#lateness.p99Ms(),
    };
  }

  /** Every look that runs ends with nothing to tell; none begins any more. */
  stop(): void {
    this.#controller.abort();
    this.#lateness.stop();
    this.#starvation.close();
  }

  #watch(stream: string, startedAt: string, lingering: Promise<void>): void {
    this.#lingering.set(stream, startedAt);
    lingering.then(() => this.#lingering.delete(stream));
  }

  /** The look, or while an earlier one of its series still hangs, a word about that one. */
  #singly(planned: PlannedLook): PlannedLook {
    const since = this.#lingering.get(planned.stream);
    if (since === undefined) return planned;
    const finding = {
      outcome: 'unknown',
      symptom: 'self.bug',
      summary: safe`an earlier look still hangs`,
      evidence: [safe`the look that began at ${since} was cut off and has not ended`],
    } as const;
    return { ...planned, look: () => Promise.resolve(finding) };
  }

  async #publish({ observation, claims, endedAt }: Awaited<ReturnType<typeof runLook>>) {
    const { stream, events } = this.#options;
    for (const claim of claims) {
      void stream.publish(events.make('claim', claim, { subject: claim.link, time: endedAt }));
    }
    const stamp = { subject: observation.link, time: endedAt };
    const room = stream.publish(events.make('observation', observation, stamp));
    // A reader that never makes room must not hold up the end.
    if (room !== noWait) await untilAborted(room, this.#controller.signal);
  }
}

/** Waits for the promise or the signal. Unlike a race of promises it leaves nothing on the signal. */
function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
