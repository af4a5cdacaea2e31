import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { safe } from '../../../text/sanitise.ts';
import type { Missing } from '../../injector.ts';
import type { ScenarioWorld } from '../../world.ts';

/** With this file the owner of a directory allows faults in it and below it. */
export const markerFile = '.weaklink-drill-allow';

/**
 * What keeps a fault out of a directory; empty where it is allowed. The path must be the real one: no
 * part of it a symbolic link, which somebody could turn to another place meanwhile.
 */
export async function notAllowed(
  directory: string,
  { directory: ownDirectory }: Pick<ScenarioWorld, 'directory'>,
): Promise<readonly Missing[]> {
  const real = await realpath(directory).catch(() => null);
  if (real === null || !(await isDirectory(real))) {
    return [{ what: safe`there is no directory ${directory}`, remedy: 'Create it first.' }];
  }
  if (real !== directory) {
    const what = safe`${directory} goes through a symbolic link to ${real}`;
    return [{ what, remedy: 'Name the real directory.' }];
  }
  if (ownDirectory !== undefined && isInside(directory, await realpath(ownDirectory))) return [];
  if (await isMarked(directory)) return [];
  return [
    {
      what: safe`the owner of ${directory} has not allowed drills: there is no file ${markerFile} in it`,
      remedy: `Its owner allows them with: touch ${join(directory, markerFile)}`,
    },
  ];
}

/** @throws WeaklinkError E_DRILL_TARGET */
export function refuse(missing: readonly Missing[]): void {
  const [first] = missing;
  if (!first) return;
  throw new WeaklinkError({
    code: 'E_DRILL_TARGET',
    message: first.what,
    hint: first.remedy,
    exitCode: ExitCode.CouldNotLook,
  });
}

async function isMarked(directory: string): Promise<boolean> {
  for (let at = directory; ; at = dirname(at)) {
    const marker = await lstat(join(at, markerFile)).catch(() => null);
    if (marker?.isFile()) return true;
    if (dirname(at) === at) return false;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isDirectory() ?? false;
}

function isInside(path: string, directory: string): boolean {
  const below = relative(directory, path);
  return below === '' || !(below.startsWith('..') || below.startsWith('/'));
}
