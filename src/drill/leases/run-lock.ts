import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadSqlite } from '../../events/journal/sqlite.ts';
import { isBusy } from '../../events/journal/trouble.ts';

/*
 * A lock of the kernel, taken by SQLite on a file of its own, as the journal's: it ends with its
 * process, so that a dead undoer leaves no stale lock to misread.
 */
const LOCK_FILE = 'undo.lock';
/** Milliseconds between two tries. */
const PAUSE_MS = 100;

/** Lets the next one in. */
export type Release = () => void;

/** Becomes the only one who undoes the leases of a run; null when another is at it for too long. */
export async function lockRun(run: string, withinMs: number): Promise<Release | null> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    // Gone with its last lease: there is nothing to fight over.
    if (!existsSync(run)) return () => {};
    const release = tryLock(join(run, LOCK_FILE), run);
    if (release) return release;
    if (performance.now() > giveUpAt) return null;
    await pause(PAUSE_MS);
  }
}

function tryLock(path: string, run: string): Release | null {
  const { DatabaseSync } = loadSqlite();
  try {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return () => database.close();
  } catch (error) {
    if (isBusy(error)) return null;
    // Removed between the look and the lock.
    if (!existsSync(run)) return () => {};
    throw error;
  }
}
