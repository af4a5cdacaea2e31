import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The absolute path of a program: itself, or the first of that name in PATH. Null where there is
 * none; a relative path is none, for it means another file in each directory.
 */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | null {
  if (isAbsolute(name)) return isProgram(name) ? name : null;
  if (name === '' || name.includes('/')) return null;
  const candidates = path.split(delimiter).filter(isAbsolute);
  return candidates.map((directory) => join(directory, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
