import { setTimeout } from 'node:timers/promises';
import type { PlannedLook } from './plan.ts';
import { type ProbingCounters, type ProbingOptions, Runner } from './runner.ts';

/** Milliseconds between the starts of two rounds at least: a blip should not fill all of them. */
const ROUND_MS = 500;

export interface RoundsOptions extends ProbingOptions {
  readonly looks: readonly PlannedLook[];
  /** How often every series looks. */
  readonly rounds: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * Looks at everything `rounds` times and ends: the one-shot form of probing, within the same
 * budgets. Resolves when every observation is in the stream.
 */
export async function runRounds(options: RoundsOptions): Promise<ProbingCounters> {
  const runner = new Runner(options);
  const stop = () => runner.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  try {
    for (let round = 1; round <= options.rounds && !runner.isStopped; round += 1) {
      const pause = round < options.rounds ? ROUND_MS : 0;
      await Promise.all([
        ...options.looks.map((look) => runner.run(look)),
        wait(pause, options.signal),
      ]);
    }
    return runner.counters();
  } finally {
    options.signal?.removeEventListener('abort', stop);
    runner.stop();
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, signal ? { signal } : {}).catch(() => {});
}
