import { lstatSync, renameSync } from 'node:fs';

/** The files of a SQLite database in WAL mode: they belong together and move together. */
const SUFFIXES = ['', '-wal', '-shm'];

/**
 * Moves a journal that cannot be used out of the way, never deletes it. Returns its new path,
 * `journal.db.damaged-2026-11-21T03-14-02-311Z`.
 */
export function moveAside(path: string, reason: 'damaged' | 'newer' | 'foreign', now: Date) {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  let target = `${path}.${reason}-${stamp}`;
  for (let attempt = 2; exists(target); attempt += 1) {
    target = `${path}.${reason}-${stamp}-${attempt}`;
  }
  for (const suffix of SUFFIXES) {
    if (exists(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
