import { chmodSync, closeSync, constants, lstatSync, openSync } from 'node:fs';
import { makeDirectories } from '../../platform/directories.ts';
import { WeaklinkError } from '../../platform/errors.ts';

/** Only their owner enters: a journal names hosts, addresses and owners. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS = 0o077;

/**
 * Makes `path` a directory that only this user can enter.
 *
 * @throws WeaklinkError E_JOURNAL_UNSAFE; NodeJS.ErrnoException as `fs` does
 */
export function ensurePrivateDirectory(path: string): void {
  makeDirectories(path);
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw unsafe(path, 'is not a directory');
  refuseForeign(path, stat.uid);
  if (stat.mode & OTHERS) chmodSync(path, DIRECTORY_MODE);
}

/**
 * Creates the file where it is missing, and refuses one that somebody else could steer: in a
 * private directory such a file was put there on purpose or by mistake, never by weaklink.
 *
 * @throws WeaklinkError E_JOURNAL_UNSAFE; NodeJS.ErrnoException as `fs` does
 */
export function ensurePrivateFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) {
    // O_EXCL follows no symbolic link either, so nothing can slip in between.
    closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, FILE_MODE));
    return;
  }
  if (!stat.isFile()) throw unsafe(path, 'is not a plain file');
  refuseForeign(path, stat.uid);
  if (stat.nlink > 1) throw unsafe(path, 'has a second name (a hard link)');
  if (stat.mode & OTHERS) chmodSync(path, FILE_MODE);
}

function refuseForeign(path: string, uid: number): void {
  const me = process.geteuid?.();
  // Windows knows no such owner.
  if (me !== undefined && uid !== me) throw unsafe(path, 'belongs to another user');
}

function unsafe(path: string, what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_JOURNAL_UNSAFE',
    message: `${path} ${what}`,
    hint: 'weaklink writes only into its own files. Move it away, or set XDG_STATE_HOME.',
  });
}
