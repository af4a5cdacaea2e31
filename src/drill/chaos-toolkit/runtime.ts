import { suggest } from '../../chain/nearest.ts';
import { shown } from '../../chain/shown.ts';
import {
  type ExperimentRuntime,
  hypothesisStrategies,
  rollbackStrategies,
} from '../experiment-types.ts';
import { type Findings, sound } from '../scenario/findings.ts';
import { runtimeSchema } from './schema.ts';

const defaultFrequencyMs = 1_000;

/** When the hypothesis is checked and the rollbacks are played. */
export function runtimeOf(given: unknown, findings: Findings): ExperimentRuntime {
  const { hypothesis = {}, rollbacks = {} } = sound(given, runtimeSchema) ?? {};
  const strategy = oneOf(
    hypothesis.strategy ?? 'default',
    hypothesisStrategies,
    ['runtime', 'hypothesis', 'strategy'],
    findings,
  );
  if ((hypothesis.fail_fast_ratio ?? 0) > 0) {
    const path = ['runtime', 'hypothesis', 'fail_fast_ratio'];
    findings.add(
      path,
      'E_UNSUPPORTED',
      'weaklink fails at the first failed check',
      'Leave it away.',
    );
  }
  return {
    hypothesis: {
      strategy: strategy ?? 'default',
      frequencyMs:
        hypothesis.frequency === undefined ? defaultFrequencyMs : hypothesis.frequency * 1_000,
      failFast: hypothesis.fail_fast ?? false,
    },
    rollbacks:
      oneOf(
        rollbacks.strategy ?? 'always',
        rollbackStrategies,
        ['runtime', 'rollbacks', 'strategy'],
        findings,
      ) ?? 'always',
  };
}

function oneOf<T extends string>(
  given: string,
  known: readonly T[],
  path: readonly string[],
  findings: Findings,
): T | null {
  const found = known.find((one) => one === given);
  if (found === undefined) {
    findings.add(path, 'E_VALUE', `${shown(given)} is not known`, suggest(given, known));
  }
  return found ?? null;
}
