import { WeaklinkError } from '../../platform/errors.ts';
import type { Scenario } from '../types.ts';
import type { ScenarioCatalogue } from './catalogue.ts';
import { findScenarioFiles } from './find.ts';
import { readScenarioFile } from './read.ts';

/** One file: its scenario, or what is wrong with it. */
export interface ReadFile {
  readonly file: string;
  readonly scenario: Scenario | null;
  readonly error: WeaklinkError | null;
}

/** Every scenario under these paths. Files with mistakes are among them, with what is wrong. @throws WeaklinkError as `findScenarioFiles` */
export async function readScenarios(
  paths: readonly string[],
  catalogue: ScenarioCatalogue,
): Promise<readonly ReadFile[]> {
  const read: ReadFile[] = [];
  const ids = new Map<string, string>();
  for (const file of await findScenarioFiles(paths)) {
    const one = await readOne(file, catalogue);
    const other = one.scenario ? ids.get(one.scenario.id) : undefined;
    if (one.scenario) ids.set(one.scenario.id, other ?? file);
    read.push(other === undefined ? one : { file, scenario: null, error: sameName(file, other) });
  }
  return read;
}

async function readOne(file: string, catalogue: ScenarioCatalogue): Promise<ReadFile> {
  try {
    return { file, scenario: await readScenarioFile(file, catalogue), error: null };
  } catch (error) {
    if (error instanceof WeaklinkError) return { file, scenario: null, error };
    throw error;
  }
}

function sameName(file: string, other: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DUPLICATE',
    message: `${file}: ${other} has the same name, which is the id of both`,
    hint: 'Reports and recordings are told apart by it: rename one.',
  });
}
