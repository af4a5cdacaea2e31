import type { DrillResult, Scenario } from '../types.ts';
import type { RunContext } from './context.ts';
import { resultFrom } from './result.ts';
import { runScenario } from './run-scenario.ts';

/** A scenario, or what is said of a file that is none. */
export type Candidate =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly result: DrillResult };

export interface ManyOptions extends Omit<RunContext, 'repeat'> {
  /** Runs of each scenario. */
  readonly repeats: number;
  /** Scenarios at the same time, each in a world of its own. */
  readonly parallel: number;
  readonly onResult: (result: DrillResult, done: number, total: number) => void;
}

interface Job {
  /** Its place among the results. */
  readonly index: number;
  /** On a chain of the user's own, with addresses of its own: two of them could meet. */
  readonly isAlone: boolean;
  readonly run: () => Promise<DrillResult>;
}

/** Runs all of them. The results are in the order of the candidates, whatever ends first. */
export async function runMany(
  candidates: readonly Candidate[],
  { repeats, parallel, onResult, ...context }: ManyOptions,
): Promise<readonly DrillResult[]> {
  const waiting = candidates
    .flatMap((candidate) => runsOf(candidate, repeats, context))
    .map((run, index): Job => ({ index, ...run }));
  const total = waiting.length;
  const results: DrillResult[] = [];
  let alone: Promise<unknown> | null = null;
  let done = 0;
  const runJob = async ({ index, run }: Job): Promise<void> => {
    const result = await run();
    results[index] = result;
    done += 1;
    onResult(result, done, total);
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const next = waiting.findIndex(({ isAlone }) => alone === null || !isAlone);
      const [job] = next < 0 ? [] : waiting.splice(next, 1);
      if (!job) {
        await alone;
        continue;
      }
      const running = runJob(job);
      if (job.isAlone) {
        alone = running.finally(() => {
          alone = null;
        });
      }
      await running;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, total) }, work));
  return results;
}

function runsOf(
  candidate: Candidate,
  repeats: number,
  context: Omit<RunContext, 'repeat'>,
): readonly Omit<Job, 'index'>[] {
  if (candidate.kind === 'invalid') return [{ isAlone: false, run: async () => candidate.result }];
  const { scenario } = candidate;
  return Array.from({ length: repeats }, (_, index) => ({
    isAlone: scenario.source.kind === 'chain',
    run: () => runUnlessAborted(scenario, { ...context, repeat: index + 1 }),
  }));
}

async function runUnlessAborted(scenario: Scenario, context: RunContext): Promise<DrillResult> {
  if (!context.signal.aborted) return runScenario(scenario, context);
  return resultFrom(
    scenario,
    context,
  )({
    status: 'interrupted',
    reason: 'interrupted before it began',
  });
}
