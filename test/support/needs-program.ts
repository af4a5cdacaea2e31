import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps servers; a user's PATH often leaves it out. */
const SERVER_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin'];

/** The path of an installed program, or undefined. */
export function findProgram(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_DIRECTORIES];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

/**
 * True when the programs are installed. Otherwise the test is skipped, or, where WEAKLINK_REQUIRE
 * says that nothing may be skipped, run all the same so that it fails.
 */
export function needsPrograms(...names: string[]): boolean {
  return names.every((name) => findProgram(name)) || Boolean(process.env.WEAKLINK_REQUIRE);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
