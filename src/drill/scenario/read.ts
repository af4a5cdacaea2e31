import { dirname, resolve } from 'node:path';
import { readChainFile, readTextFile } from '../../chain/load.ts';
import { ChainFileError } from '../../chain/problems.ts';
import { RecordingReader } from '../../events/recording.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Scenario } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { loadScenario, parseScenario } from './load.ts';
import type { OutsideFiles } from './source.ts';

const hint = 'Give the path of a scenario file, or of a directory that holds some.';

/**
 * Reads a scenario file, which must be a regular file within the limit, and the chain file that it
 * names.
 *
 * @throws ChainFileError with every problem of the file, WeaklinkError E_FILE
 */
export async function readScenarioFile(
  path: string,
  catalogue: ScenarioCatalogue,
): Promise<Scenario> {
  const text = await readTextFile(path, hint);
  return loadScenario(text, path, catalogue, await outsideOf(text, path, catalogue));
}

/** What the scenario names by a path, or why it cannot be had. */
async function outsideOf(
  text: string,
  path: string,
  { probes }: ScenarioCatalogue,
): Promise<OutsideFiles> {
  const data = parseScenario(text, path).data as Named | null;
  const beside = (named: string) => resolve(dirname(path), named);
  const chain = data?.chain;
  const recording = data?.source?.recording;
  return {
    ...(isPath(chain) && chain !== 'sandbox' ? await chainAt(beside(chain), chain, probes) : {}),
    ...(isPath(recording) ? await recordedAt(beside(recording)) : {}),
  };
}

interface Named {
  readonly chain?: unknown;
  readonly source?: { readonly recording?: unknown } | null;
}

function isPath(named: unknown): named is string {
  return typeof named === 'string' && named !== '';
}

async function chainAt(
  path: string,
  named: string,
  probes: ScenarioCatalogue['probes'],
): Promise<OutsideFiles> {
  try {
    return { chain: await readChainFile(path, probes) };
  } catch (error) {
    if (!(error instanceof WeaklinkError)) throw error;
    const count = error instanceof ChainFileError ? error.problems.length : 0;
    if (count === 0) return { problem: error.message };
    const what = count === 1 ? `a problem: ${error.message}` : `${count} problems`;
    return { problem: `${named} has ${what}; see weaklink validate` };
  }
}

/** A recording begins with its session, which holds the chain. */
async function recordedAt(path: string): Promise<OutsideFiles> {
  try {
    for await (const event of await RecordingReader.open(path)) {
      return event.type === 'weaklink.session'
        ? { recorded: event.data.chain }
        : { recordingProblem: 'the recording does not begin with its session' };
    }
    return { recordingProblem: 'the recording holds no event' };
  } catch (error) {
    if (error instanceof WeaklinkError) return { recordingProblem: error.message };
    throw error;
  }
}
