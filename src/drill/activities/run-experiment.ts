import type { ExperimentRuntime, HypothesisStrategy } from '../experiment-types.ts';
import type { Experiment } from '../types.ts';
import { checkHypothesis, watchHypothesis } from './hypothesis.ts';
import type { ActivityRecord, ExperimentRecord, HypothesisRecord } from './records.ts';
import { runControls } from './run-activity.ts';
import { runSection } from './run-section.ts';
import type { ActivityTools } from './tools.ts';

/** Checks kept of a watch over the hypothesis: an hour of one a second. */
const maxDuring = 3_600;
/** Milliseconds that all rollbacks may take together after an abort: they are run whatever happens. */
const rollbackMs = 120_000;

export const defaultRuntime: ExperimentRuntime = {
  hypothesis: { strategy: 'default', frequencyMs: 1_000, failFast: false },
  rollbacks: 'always',
};

const before: readonly HypothesisStrategy[] = ['default', 'before-method-only', 'continuously'];
const during: readonly HypothesisStrategy[] = ['during-method-only', 'continuously'];
const after: readonly HypothesisStrategy[] = ['default', 'after-method-only', 'continuously'];

/**
 * Runs an experiment: hypothesis, method, hypothesis, rollbacks. Rollbacks are played whatever happened
 * once the method began, also after an abort, unless the file says otherwise. Never rejects.
 */
export async function runExperiment(
  experiment: Experiment,
  tools: ActivityTools,
): Promise<ExperimentRecord> {
  const { clock, signal } = tools;
  const runtime = experiment.runtime ?? defaultRuntime;
  const startedMs = clock.monotonic();
  const startedAt = new Date(clock.now()).toISOString();
  const controls = [...(await runControls(experiment.controls, 'before', tools))];
  const main = await runMain(experiment, runtime, tools);
  const status = signal.aborted ? 'interrupted' : main.status;
  // What was never begun is not rolled back, whatever the strategy.
  const began = main.run.length > 0 || main.before?.met !== false;
  const rollbacks =
    began && isPlayed(runtime, status, main.deviated)
      ? await runSection(experiment.rollbacks, withOwnTime(tools))
      : [];
  controls.push(...(await runControls(experiment.controls, 'after', withOwnTime(tools))));
  const durationMs = Math.round(clock.monotonic() - startedMs);
  return {
    ...main,
    status,
    reason: signal.aborted ? 'it was interrupted' : main.reason,
    rollbacks,
    controls,
    runtime,
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    durationMs,
  };
}

type Main = Pick<
  ExperimentRecord,
  'status' | 'deviated' | 'before' | 'after' | 'during' | 'run' | 'reason'
>;

async function runMain(
  { hypothesis, method }: Experiment,
  { hypothesis: { strategy, frequencyMs, failFast } }: ExperimentRuntime,
  tools: ActivityTools,
): Promise<Main> {
  const asked = (when: readonly HypothesisStrategy[]) =>
    hypothesis !== null && when.includes(strategy);
  const first =
    hypothesis && asked(before) ? await checkHypothesis(hypothesis, 'before', tools) : null;
  if (first && !first.met) {
    const reason = 'the steady state did not hold before the method';
    return {
      status: 'failed',
      deviated: false,
      before: first,
      after: null,
      during: [],
      run: [],
      reason,
    };
  }
  const watched: HypothesisRecord[] = [];
  const stop = new AbortController();
  const failedFast = new AbortController();
  const watching =
    hypothesis && strategy !== 'skip'
      ? watchHypothesis(hypothesis, tools, {
          everyMs: frequencyMs,
          isAskedDuring: asked(during),
          until: stop.signal,
          onCheck: (record) => {
            if (watched.length < maxDuring) watched.push(record);
            if (!record.met && failFast) failedFast.abort();
          },
        })
      : Promise.resolve();
  const signal = AbortSignal.any([tools.signal, failedFast.signal]);
  const run: readonly ActivityRecord[] = await runSection(method, { ...tools, signal });
  stop.abort();
  await watching;
  const last =
    hypothesis && asked(after) && !tools.signal.aborted
      ? await checkHypothesis(hypothesis, 'after', tools)
      : null;
  const deviated = last?.met === false || watched.some(({ met }) => !met);
  const found = { deviated, before: first, after: last, during: watched, run };
  if (failedFast.signal.aborted) {
    return { ...found, status: 'aborted', reason: 'the hypothesis failed during the method' };
  }
  return { ...found, status: 'completed', reason: null };
}

function isPlayed(
  { rollbacks }: ExperimentRuntime,
  status: ExperimentRecord['status'],
  deviated: boolean,
): boolean {
  if (rollbacks === 'always') return true;
  if (rollbacks === 'deviated') return deviated;
  return rollbacks === 'default' && status !== 'failed' && status !== 'interrupted';
}

/** What puts things back is not ended by what ended the rest, and does not go on for ever. */
function withOwnTime(tools: ActivityTools): ActivityTools {
  return { ...tools, signal: AbortSignal.timeout(rollbackMs) };
}
