import { resolve } from 'node:path';
import { findDirectories } from '../platform/directories.ts';
import type { GlobalOptions } from './command.ts';

/** Where this run keeps its journal: as the user says, or where the desktop's convention says. */
export function stateDirectoryOf({ stateDirectory }: GlobalOptions): string {
  return stateDirectory === undefined ? findDirectories().state : resolve(stateDirectory);
}

/** Where to keep the journal, null with `--no-journal`. */
export function journalDirectoryOf(globals: GlobalOptions): string | null {
  return globals.journal ? stateDirectoryOf(globals) : null;
}
