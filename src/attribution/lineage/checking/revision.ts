import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readRegularFile } from '../../../platform/regular-file.ts';

/** Bytes of `.git/HEAD` and of a branch: a line each. */
const MAX_REF_BYTES = 4_096;
const commit = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** A branch as HEAD names it. Nothing that climbs out of `.git`. */
const branch = /^ref: (refs\/heads\/(?!.*\.\.)[\w./-]{1,200})$/;

/**
 * The commit that a local copy is of: the Hub's cache keeps each in `snapshots/<commit>`, a clone names it
 * in `.git/HEAD`.
 *
 * @returns null where neither is
 */
export async function revisionOf(
  folder: string,
): Promise<{ readonly revision: string; readonly file: string } | null> {
  if (!(await isFolder(folder))) return null;
  const own = basename(folder);
  if (commit.test(own) && basename(dirname(folder)) === 'snapshots') {
    return { revision: own, file: `snapshots/${own}` };
  }
  const head = await lineOf(join(folder, '.git', 'HEAD'));
  if (head === null) return null;
  if (commit.test(head)) return { revision: head, file: '.git/HEAD' };
  const ref = branch.exec(head)?.[1];
  const tip = ref === undefined ? null : await lineOf(join(folder, '.git', ref));
  return tip !== null && commit.test(tip) ? { revision: tip, file: `.git/${ref}` } : null;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function lineOf(path: string): Promise<string | null> {
  const read = await readRegularFile(path, MAX_REF_BYTES);
  return read.kind === 'read' ? read.bytes.toString('latin1').trim() : null;
}
