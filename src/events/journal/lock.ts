import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { safe } from '../../text/sanitise.ts';
import { ensurePrivateFile } from './private-place.ts';
import { loadSqlite } from './sqlite.ts';
import { isBusy } from './trouble.ts';

/*
 * The lock is a lock of the kernel, which SQLite takes on a file of its own and which ends with
 * the process, however it ends. So there is no stale lock to recognise, and a process number that
 * was given out again cannot be mistaken for the writer. Who the writer is stands beside it, in
 * another file, for people only.
 *
 * A caution that comes with such locks: a process that opens and closes the locked file by other
 * means loses its lock. Nothing here reads it but SQLite.
 */
const lockFile = (name: string) => `${name}.lock`;
const writerFile = (name: string) => `${name}.writer`;

export interface WriterLock {
  release(): void;
}

/**
 * Becomes the one writer of the journal in `directory`; null when there is one already.
 *
 * @param name of what is written, where it is not the journal
 * @throws what `fs` and SQLite throw when the directory cannot be written
 */
export function becomeWriter(
  directory: string,
  since: string,
  name = 'journal',
): WriterLock | null {
  const path = join(directory, lockFile(name));
  ensurePrivateFile(path);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
  tellWho(directory, since, name);
  return { release: () => release(database) };
}

function release(database: DatabaseSync): void {
  database.exec('ROLLBACK');
  database.close();
}

function tellWho(directory: string, since: string, name: string): void {
  const path = join(directory, writerFile(name));
  const draft = `${path}.${process.pid}`;
  ensurePrivateFile(draft);
  writeFileSync(draft, `process ${process.pid} on ${hostname()} since ${since}\n`);
  renameSync(draft, path);
}

/** Who writes the journal, in words: `process 4711 on bastion since 2026-11-21T03:14:02.311Z`. */
export function whoWrites(directory: string, name = 'journal'): string {
  try {
    return safe`${readFileSync(join(directory, writerFile(name)), 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
}
