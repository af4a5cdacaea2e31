import { dirname, resolve } from 'node:path';
import { readChainFile, readTextFile } from '../../chain/load.ts';
import { ChainFileError } from '../../chain/problems.ts';
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

/** The chain that the scenario names by a path, or why it cannot be had. */
async function outsideOf(
  text: string,
  path: string,
  { probes }: ScenarioCatalogue,
): Promise<OutsideFiles> {
  const data = parseScenario(text, path).data as { chain?: unknown } | null;
  const named = data?.chain;
  if (typeof named !== 'string' || named === 'sandbox' || named === '') return {};
  try {
    return { chain: await readChainFile(resolve(dirname(path), named), probes) };
  } catch (error) {
    if (!(error instanceof WeaklinkError)) throw error;
    const count = error instanceof ChainFileError ? error.problems.length : 0;
    if (count === 0) return { problem: error.message };
    const what = count === 1 ? `a problem: ${error.message}` : `${count} problems`;
    return { problem: `${named} has ${what}; see weaklink validate` };
  }
}
