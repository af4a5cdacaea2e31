import type { ActivityRecord, ExperimentRecord, HypothesisRecord } from '../activities/records.ts';
import { runExperiment } from '../activities/run-experiment.ts';
import type { ActivityTools } from '../activities/tools.ts';
import type { Activity } from '../experiment-types.ts';
import type { Assertion, Experiment, UndoRecord } from '../types.ts';

/** Stands in the method for all that the scenario's own clock does. */
const SCHEDULE = 'native faults';

/**
 * Runs an experiment with the native faults beside its method: the hypothesis is checked before the
 * first and after the last of both.
 *
 * @param play does everything that has a time; what it throws is thrown
 */
export async function runBeside(
  experiment: Experiment,
  tools: ActivityTools,
  play: () => Promise<void>,
): Promise<ExperimentRecord> {
  const trouble: unknown[] = [];
  const schedule: Activity = {
    type: 'action',
    name: SCHEDULE,
    provider: { kind: 'fault', fault: SCHEDULE, do: 'inject' },
    tolerance: null,
    background: true,
    pauseBeforeMs: 0,
    pauseAfterMs: 0,
    mode: 'edge',
  };
  const record = await runExperiment(
    { ...experiment, method: [schedule, ...experiment.method] },
    {
      ...tools,
      fault: (name, what) =>
        name === SCHEDULE
          ? play().catch((error) => {
              trouble.push(error);
            })
          : tools.fault(name, what),
    },
  );
  for (const error of trouble) throw error;
  return { ...record, run: record.run.filter(({ activity }) => activity !== schedule) };
}

/** What the hypothesis and the activities came to. */
export function experimentAssertions(record: ExperimentRecord): readonly Assertion[] {
  const { before, during, after, run } = record;
  const unmet = during.find(({ met }) => !met);
  return [
    ...(before ? [hypothesisAssertion('hypothesis before', before)] : []),
    ...(during[0] ? [hypothesisAssertion('hypothesis during', unmet ?? during[0])] : []),
    ...(after ? [hypothesisAssertion('hypothesis after', after)] : []),
    ...run.filter((one) => one.status !== 'aborted').map(activityAssertion),
  ];
}

/** A rollback that could not be done is a thing that is not undone. */
export function rollbackUndos({ rollbacks }: ExperimentRecord): readonly UndoRecord[] {
  return rollbacks
    .filter(({ status }) => status !== 'succeeded')
    .map(({ activity, why }) => ({
      fault: `rollback ${activity.name}`,
      injector: activity.provider.kind,
      undone: false,
      verified: false,
      seen: why ?? 'it was not done',
    }));
}

function hypothesisAssertion(name: string, { met, probes }: HypothesisRecord): Assertion {
  const failed = probes.filter(({ toleranceMet }) => toleranceMet !== true);
  const found = failed.map(({ activity, why }) => `${activity.name}: ${why ?? 'failed'}`);
  return {
    name,
    status: met ? 'passed' : 'failed',
    expected: 'every probe within its tolerance',
    found: met ? `${probes.length} of ${probes.length} within` : found.join('; '),
  };
}

/** An activity that could not be done leaves a hole; one whose tolerance is broken is a deviation. */
function activityAssertion({ activity, status, toleranceMet, why }: ActivityRecord): Assertion {
  const done = status === 'succeeded';
  return {
    name: `method: ${activity.name}`,
    status: !done ? 'error' : toleranceMet === false ? 'failed' : 'passed',
    expected: toleranceMet === null ? 'done' : 'done, within its tolerance',
    found: why ?? (done ? 'done' : status),
  };
}
