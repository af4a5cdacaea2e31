import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileEnding } from '../../drill/scenario/id.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';

/** Scenario files of one command: a library of thousands is several libraries. */
const MOST_FILES = 5_000;
/** Directories below one another; deeper is a loop or a mistake. */
const DEEPEST = 8;
/** Directories whose files are for scenarios and are none: chains and recordings. */
const helpers: readonly string[] = ['chains', 'recordings', 'node_modules'];

/**
 * Every scenario file that these paths name, in the order in which they are named, those of a
 * directory by name, each once. A file may have any name; in a directory it ends in .yaml or .json.
 *
 * @throws WeaklinkError E_FILE where there is nothing of that name, or nothing in it
 */
export function scenarioFiles(paths: readonly string[]): readonly string[] {
  const files = new Set(paths.flatMap(filesAt));
  if (files.size > MOST_FILES) {
    throw cannot(`${files.size} scenario files are more than ${MOST_FILES}`);
  }
  return [...files];
}

function filesAt(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw cannot(`${sanitise(path)}: there is no such file or directory`);
  if (!stat.isDirectory()) return [path];
  const found = filesIn(path, DEEPEST);
  if (found.length === 0) throw cannot(`${sanitise(path)}: it holds no scenario file`);
  return found;
}

function filesIn(directory: string, deep: number): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.name.startsWith('.')) return [];
      if (entry.isFile()) return fileEnding.test(entry.name) ? [path] : [];
      const isOpen = entry.isDirectory() && deep > 0 && !helpers.includes(entry.name);
      return isOpen ? filesIn(path, deep - 1) : [];
    });
}

function cannot(message: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_FILE',
    message,
    hint: 'Give the path of a scenario file, or of a directory that holds some.',
  });
}
