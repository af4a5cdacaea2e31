import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WeaklinkError } from '../../platform/errors.ts';
import { sanitise } from '../../text/sanitise.ts';
import type { GlobalOptions } from '../command.ts';
import { stateDirectoryOf } from '../state-directory.ts';

/** `poems` stands in the state directory; `./poems` and `nets/poems` are paths. @throws E_DATANET_NAME */
export function datanetDirectory(name: string, globals: GlobalOptions): string {
  if (name.includes('/')) return resolve(name);
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(name)) return join(rootOf(globals), name);
  throw new WeaklinkError({
    code: 'E_DATANET_NAME',
    message: `"${sanitise(name)}" is no name of a datanet`,
    hint: 'Use letters, digits, dots, dashes and underscores; or give a path with a slash.',
  });
}

/** All that stand in the state directory, by name. */
export async function knownDatanets(globals: GlobalOptions): Promise<readonly string[]> {
  const root = rootOf(globals);
  const names = await readdir(root).catch(() => []);
  return names.sort().map((name) => join(root, name));
}

function rootOf(globals: GlobalOptions): string {
  return join(stateDirectoryOf(globals), 'datanets');
}
