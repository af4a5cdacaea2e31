import type { Path } from '../../chain/document.ts';
import type { Activity } from '../experiment-types.ts';
import type { Findings } from '../scenario/findings.ts';
import type { Experiment } from '../types.ts';

export interface ExperimentContext {
  readonly names: ReadonlySet<string>;
  readonly findings: Findings;
}

export function experimentOf(
  raw: Readonly<Record<string, unknown>>,
  { findings }: ExperimentContext,
): Experiment | null {
  for (const key of ['method', 'steady-state-hypothesis', 'rollbacks']) {
    if (raw[key] !== undefined) findings.add([key], 'E_UNSUPPORTED', 'not yet');
  }
  return null;
}

export function guardActivity(_value: unknown, _path: Path, _findings: Findings): Activity | null {
  return null;
}
