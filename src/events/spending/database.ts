import type { DatabaseSync } from 'node:sqlite';
import { moveAside } from '../journal/aside.ts';
import { ensurePrivateFile } from '../journal/private-place.ts';
import { loadSqlite } from '../journal/sqlite.ts';
import { isBusy, isDamaged } from '../journal/trouble.ts';

/** Milliseconds to wait for another process: one entry takes less than one. */
const BUSY_MS = 1_000;
/** `wlsp`: whose file it is, where something else lies under that name. */
const APPLICATION_ID = 0x776c7370;
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE spent (
    id INTEGER PRIMARY KEY,
    budget TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    nano INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX spent_by_budget ON spent (budget, at_ms);
  CREATE TABLE lost (at_ms INTEGER NOT NULL, words TEXT NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/** A book of this process alone. */
export function openInMemory(): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(':memory:');
  database.exec(SCHEMA);
  return database;
}

/**
 * The book in a file, made where it is missing. One that cannot be read is moved aside, never deleted, and
 * the new one says so until its entries would have been forgotten.
 *
 * @throws WeaklinkError E_JOURNAL_UNSAFE; what `fs` and SQLite throw
 */
export function openFile(path: string, nowMs: number): DatabaseSync {
  ensurePrivateFile(path);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    if (prepare(database)) return database;
  } catch (error) {
    database.close();
    if (!isDamaged(error)) throw error;
    return beginAnew(path, 'damaged', nowMs);
  }
  database.close();
  return beginAnew(path, 'foreign', nowMs);
}

export function beginAnew(
  path: string,
  reason: 'damaged' | 'foreign',
  nowMs: number,
): DatabaseSync {
  const target = moveAside(path, reason, new Date(nowMs));
  const database = openFile(path, nowMs);
  const what = reason === 'damaged' ? 'was damaged' : 'held something else';
  database
    .prepare('INSERT INTO lost (at_ms, words) VALUES (?, ?)')
    .run(nowMs, `${path} ${what}; it was moved to ${target}`);
  return database;
}

/** False where the file holds something else, or what a newer weaklink wrote. */
function prepare(database: DatabaseSync): boolean {
  database.exec('BEGIN IMMEDIATE');
  const { application_id } = database.prepare('PRAGMA application_id').get() ?? {};
  const { user_version } = database.prepare('PRAGMA user_version').get() ?? {};
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() ?? {};
  const isNew = application_id === 0 && user_version === 0 && tables === 0;
  if (isNew) database.exec(SCHEMA);
  database.exec('COMMIT');
  if (!isNew && (application_id !== APPLICATION_ID || user_version !== VERSION)) return false;
  // NORMAL: what was spent survives kill -9, and at worst a power cut takes the last look.
  database.exec(`
    PRAGMA synchronous = NORMAL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
  `);
  logAhead(database);
  return true;
}

/** Of two that open a new book at once, one finds it taken: then the other one does this. */
function logAhead(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
