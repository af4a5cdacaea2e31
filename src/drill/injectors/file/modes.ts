import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';

/** Files and directories that one fault may change: each is remembered in the plan. */
const MOST_ENTRIES = 10_000;
const MODE_BITS = 0o7777;
export const WRITE_BITS = 0o222;

/** Modes by path, of a directory and all below it that is a file or a directory. */
export type Modes = Readonly<Record<string, number>>;

/** Symbolic links are neither changed nor followed. @throws WeaklinkError E_DRILL_TARGET */
export async function readModes(directory: string): Promise<Modes> {
  const modes: Record<string, number> = {};
  const waiting = [directory];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const found = await lstat(path);
    if (!found.isDirectory() && !found.isFile()) continue;
    modes[path] = found.mode & MODE_BITS;
    if (Object.keys(modes).length > MOST_ENTRIES) throw tooMany(directory);
    if (!found.isDirectory()) continue;
    for (const name of await readdir(path)) waiting.push(join(path, name));
  }
  return modes;
}

/** Null where there is nothing any more, or something else. */
export async function modeOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch(() => null);
  return found && (found.isFile() || found.isDirectory()) ? found.mode & MODE_BITS : null;
}

/** Through an open file, so that nobody can put a symbolic link in its place meanwhile. */
export async function setMode(path: string, mode: number): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (found.isFile() || found.isDirectory()) await handle.chmod(mode);
  } finally {
    await handle.close();
  }
}

function tooMany(directory: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: safe`there are more than ${MOST_ENTRIES} files below ${directory}`,
    hint: 'Name a smaller directory.',
    exitCode: ExitCode.CouldNotLook,
  });
}
