import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextFile } from '../../chain/load.ts';
import { ChainFileError } from '../../chain/problems.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import { fileEnding } from './id.ts';
import { parseScenario } from './load.ts';

/** Files of one run, and folders walked for them: a library has a few hundred. */
const maxFiles = 5_000;
const maxFolders = 2_000;

const hint = 'Give scenario files, or directories that hold some.';

/**
 * Scenario files under these paths, each once, in the order of their names. A file that is named
 * is taken as it is; in a directory, chains that scenarios stand on are left out.
 *
 * @throws WeaklinkError E_FILE for a path that does not exist, E_LIMIT, E_EMPTY where nothing is found
 */
export async function findScenarioFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const kind = await stat(path).catch((error: NodeJS.ErrnoException) => error);
    if (kind instanceof Error) throw unreadable(path, kind.code);
    if (!kind.isDirectory()) found.add(path);
    else for (const file of await filesUnder(path)) found.add(file);
  }
  if (found.size === 0) {
    const where = paths.map((path) => sanitise(path)).join(', ');
    throw new WeaklinkError({ code: 'E_EMPTY', message: `${where}: no scenario is there`, hint });
  }
  return [...found].sort();
}

async function filesUnder(root: string): Promise<readonly string[]> {
  const folders = [root];
  const files: string[] = [];
  for (let index = 0; index < folders.length; index += 1) {
    const folder = folders[index] ?? '';
    const entries = await readdir(folder, { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    if (entries instanceof Error) throw unreadable(folder, entries.code);
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      // A link could lead in a circle: only what stands here is walked.
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && fileEnding.test(entry.name)) files.push(path);
    }
    if (folders.length > maxFolders || files.length > maxFiles) {
      const message = `${sanitise(root)}: more than ${maxFiles} files or ${maxFolders} folders`;
      throw new WeaklinkError({ code: 'E_LIMIT', message, hint });
    }
  }
  const isScenario = await Promise.all(files.map((file) => isNoChain(file)));
  return files.filter((_, index) => isScenario[index]);
}

/** A file with a title is a scenario, whatever is wrong with it; one with links and none is a chain. */
async function isNoChain(file: string): Promise<boolean> {
  try {
    const { data } = parseScenario(await readTextFile(file), file);
    if (typeof data !== 'object' || data === null) return true;
    return Object.hasOwn(data, 'title') || !Object.hasOwn(data, 'links');
  } catch (error) {
    // What cannot be read is told when it is loaded.
    if (error instanceof WeaklinkError || error instanceof ChainFileError) return true;
    throw error;
  }
}

function unreadable(path: string, code: string | undefined): WeaklinkError {
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? '?'})`;
  return new WeaklinkError({ code: 'E_FILE', message: `${sanitise(path)}: ${why}`, hint });
}
