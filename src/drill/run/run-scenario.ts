import type { Assertion, DrillResult, Scenario } from '../types.ts';
import { conflict, explanations, foreignLeases, refusals } from './admission.ts';
import type { RunContext } from './context.ts';
import { resultFrom } from './result.ts';
import { runLive } from './run-live.ts';
import { runRecorded } from './run-recorded.ts';

/** Runs one scenario once. Never rejects: what went wrong is in the result. */
export async function runScenario(scenario: Scenario, context: RunContext): Promise<DrillResult> {
  const { kind } = scenario.source;
  if (kind === 'recording' || kind === 'timeline') return runRecorded(scenario, context);
  const finish = resultFrom(scenario, context);
  const refused = refusals(scenario);
  if (refused.length > 0) return finish({ status: 'invalid', reason: refused.join('; ') });
  if (!context.allowInject && injects(scenario)) return finish(wouldDo(scenario));
  const held = conflict(scenario, foreignLeases(context.stateDirectory, null));
  if (held) {
    const { link, fault, scenario: other } = held.lease;
    const reason = `${link} may still be broken by ${fault} of ${other}: run weaklink drill undo first`;
    return finish({ status: 'aborted', reason });
  }
  return runLive(scenario, context);
}

/** Whether it changes anything: a fault, or an action of an experiment. */
export function injects({ faults, experiment }: Scenario): boolean {
  const actions = [...(experiment?.method ?? []), ...(experiment?.rollbacks ?? [])];
  return faults.length > 0 || actions.some(({ type }) => type === 'action');
}

/** Without leave nothing is done; what would have been done is said. */
function wouldDo(scenario: Scenario): Pick<DrillResult, 'status' | 'reason' | 'assertions'> {
  const assertions = explanations(scenario).map(
    (sentence): Assertion => ({
      name: 'inject',
      status: 'skipped',
      expected: sentence,
      found: 'not done: --allow-inject is missing',
    }),
  );
  return {
    status: 'aborted',
    reason: 'nothing was injected: it needs --allow-inject',
    assertions,
  };
}
