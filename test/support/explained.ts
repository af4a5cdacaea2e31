import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probes } from '../../probes/registry.ts';
import { runExplain } from '../../src/cli/explain.ts';
import { injectors } from '../../src/drill/injectors/registry.ts';
import { loadScenario } from '../../src/drill/scenario/load.ts';
import type { ExitCode } from '../../src/platform/exit-codes.ts';
import { listFaults } from '../../src/sandbox/faults/registry.ts';
import { place, write } from '../replay/recordings.ts';

const scenarios = join(import.meta.dirname, '../../scenarios');

/** The events of a scenario's timeline, as a recording. */
export async function recordingOf(scenario: string): Promise<string> {
  const file = `${scenario}.yaml`;
  const catalogue = { probes, faults: listFaults(), injectors };
  const { source } = loadScenario(readFileSync(join(scenarios, file), 'utf8'), file, catalogue);
  if (source.kind !== 'timeline') throw new Error(`${scenario} is no timeline`);
  return write(place('scenario.jsonl'), source.events);
}

export interface Explained {
  readonly exitCode: ExitCode;
  readonly stdout: string;
}

/** What `weaklink explain` writes of a recording. */
export async function explained(
  recording: string,
  operands: readonly string[] = [],
  options: Readonly<Record<string, string | boolean>> = {},
): Promise<Explained> {
  let stdout = '';
  const output = {
    result: (text: string) => {
      stdout += text;
    },
    progress: () => {},
    terminal: false,
  };
  const exitCode = await runExplain(
    operands,
    { recording, ...options },
    {
      output,
      signal: new AbortController().signal,
      globals: { journal: false, stateDirectory: undefined },
    },
  );
  return { exitCode, stdout };
}
