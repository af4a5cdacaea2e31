import { pathOf } from '../chain/path.ts';
import type { Chain, LinkId } from '../chain/types.ts';
import { Pace } from './pace.ts';
import type { PlannedLook } from './plan.ts';
import { type ProbingCounters, type ProbingOptions, Runner } from './runner.ts';

/** Node's timers count in 31 bits: a longer one fires at once. 24 days are seldom enough for a look. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface SchedulerOptions extends ProbingOptions {
  readonly chain: Chain;
  readonly looks: readonly PlannedLook[];
  /** A mistake in weaklink itself: a look's outcome could not be published. Its series goes on. */
  readonly onError: (error: unknown) => void;
}

interface Series {
  readonly planned: PlannedLook;
  readonly pace: Pace;
  /** Links on the way of its looks. Found when first needed. */
  path: ReadonlySet<LinkId> | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Monotonic time of the next look; of the one after it, while one runs. */
  dueMs: number;
  running: Promise<void> | undefined;
}

/**
 * Looks at every link, again and again: each series at its own interval, never twice at once,
 * sooner when something on its way has just changed state, less often when it only burdens a
 * suffering target.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #runner: Runner;
  readonly #series: readonly Series[];
  #started = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#runner = new Runner(options);
    this.#series = options.looks.map((planned) => ({
      planned,
      pace: new Pace(planned, options.clock.monotonic()),
      path: undefined,
      timer: undefined,
      dueMs: 0,
      running: undefined,
    }));
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    for (const series of this.#series) {
      this.#lookAt(series, this.#nowMs() + series.pace.firstDelayMs());
    }
  }

  /**
   * Looks at once at a link or a series (`<link>/<probe name>@<vantage>`), or right after the look
   * that runs. Returns how many series that concerns.
   */
  lookNow(linkOrStream: string): number {
    const concerned = this.#series.filter(
      ({ planned }) => planned.link === linkOrStream || planned.stream === linkOrStream,
    );
    for (const series of concerned) this.#lookAt(series, this.#nowMs());
    return concerned.length;
  }

  counters(): ProbingCounters {
    return this.#runner.counters();
  }

  /** Ends every look, publishes no more, and resolves when none runs. */
  async stop(): Promise<void> {
    this.#runner.stop();
    for (const { timer } of this.#series) clearTimeout(timer);
    await Promise.all(this.#series.map(({ running }) => running));
  }

  #nowMs(): number {
    return this.#options.clock.monotonic();
  }

  /** Plans the next look of a series. Node's timers are the queue: they fire in order of their time. */
  #lookAt(series: Series, dueMs: number): void {
    series.dueMs = dueMs;
    if (series.running || this.#runner.isStopped) return;
    clearTimeout(series.timer);
    const delayMs = Math.min(LONGEST_TIMER_MS, Math.max(0, dueMs - this.#nowMs()));
    series.timer = setTimeout(() => this.#begin(series), delayMs);
  }

  #begin(series: Series): void {
    series.running = this.#look(series)
      .catch((error) => this.#options.onError(error))
      .then(() => {
        series.running = undefined;
        this.#lookAt(series, series.dueMs);
      });
  }

  async #look(series: Series): Promise<void> {
    const { pace, planned } = series;
    series.dueMs = Number.POSITIVE_INFINITY;
    const outcome = await this.#runner.run(planned, () => {
      const nowMs = this.#nowMs();
      // Sooner, where somebody has asked for it meanwhile.
      series.dueMs = Math.min(series.dueMs, nowMs + pace.nextDelayMs(nowMs));
    });
    if (outcome !== null && pace.ended(outcome)) this.#hurryAround(series);
  }

  /** What has just changed shows in the looks that pass its link, and in those at links on its way. */
  #hurryAround(turned: Series): void {
    const way = this.#pathOf(turned);
    for (const series of this.#series) {
      const meets = way.has(series.planned.link) || this.#pathOf(series).has(turned.planned.link);
      if (!meets) continue;
      const nowMs = this.#nowMs();
      const soonMs = nowMs + series.pace.hurry(nowMs);
      if (soonMs < series.dueMs) this.#lookAt(series, soonMs);
    }
  }

  #pathOf(series: Series): ReadonlySet<LinkId> {
    const { link, reach, model } = series.planned;
    series.path ??= new Set(
      pathOf(this.#options.chain, link, reach, model).map((step) => step.link),
    );
    return series.path;
  }
}
