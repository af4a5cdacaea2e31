import { describeError, WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { Ending } from './outcome.ts';

/** The reason of an abort, thrown through everything that waits. */
class RunEnds extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.reason);
    this.ending = ending;
  }
}

/**
 * All that can end a run before its time, as one signal: the user's signal, the timeout, and
 * whoever calls `end`. The first one counts.
 */
export class Ends {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #user: AbortSignal;
  readonly #interrupt = (): void => this.end({ by: 'interrupt', reason: 'interrupted' });

  constructor(user: AbortSignal, timeoutMs: number) {
    this.#user = user;
    const reason = `not done within its timeout of ${Math.round(timeoutMs / 1_000)} s`;
    this.#timer = setTimeout(() => this.end({ by: 'timeout', reason }), timeoutMs);
    if (user.aborted) this.#interrupt();
    user.addEventListener('abort', this.#interrupt, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(ending: Ending): void {
    this.#controller.abort(new RunEnds(ending));
  }

  /** What ended the run: the signal's reason before the error that followed from it. */
  endingOf(error: unknown): Ending {
    const { reason } = this.signal;
    if (this.signal.aborted && reason instanceof RunEnds) return reason.ending;
    if (error instanceof RunEnds) return error.ending;
    return { by: 'error', reason: wordsOf(error) };
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#user.removeEventListener('abort', this.#interrupt);
  }
}

/** Ends the run from within. @throws always */
export function endRun(ending: Ending): never {
  throw new RunEnds(ending);
}

export function wordsOf(error: unknown): string {
  if (error instanceof WeaklinkError) return sanitise(describeError(error), { lines: true });
  return sanitise(error instanceof Error ? error.message : String(error));
}
