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

/** Runs all of them. The results are in the order of the candidates, whatever ends first. */
export async function runMany(
  candidates: readonly Candidate[],
  { repeats, parallel, onResult, ...context }: ManyOptions,
): Promise<readonly DrillResult[]> {
  const jobs = candidates.flatMap((candidate) =>
    candidate.kind === 'invalid'
      ? [async () => candidate.result]
      : Array.from(
          { length: repeats },
          (_, index) => () =>
            runUnlessAborted(candidate.scenario, { ...context, repeat: index + 1 }),
        ),
  );
  const results: DrillResult[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < jobs.length; index = next++) {
      const result = await jobs[index]?.();
      if (!result) continue;
      results[index] = result;
      done += 1;
      onResult(result, done, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, jobs.length) }, work));
  return results;
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
