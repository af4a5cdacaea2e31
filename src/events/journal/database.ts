import type { DatabaseSync } from 'node:sqlite';
import { WeaklinkError } from '../../platform/errors.ts';
import { moveAside } from './aside.ts';
import { JOURNAL_VERSION, migrate, versionOf } from './migrations.ts';
import { ensurePrivateFile } from './private-place.ts';
import { loadSqlite } from './sqlite.ts';
import { isDamaged } from './trouble.ts';

/** Milliseconds to wait for a reader that recovers or checkpoints: both take a moment. */
const BUSY_MS = 1_000;
/** Bytes that the write-ahead log may keep between checkpoints; it would stay at its largest. */
const WAL_KEEP_BYTES = 8_388_608;

export interface OpenedJournal {
  readonly database: DatabaseSync;
  /** What was moved aside to begin anew, and why: one sentence for the user. */
  readonly notice: string | null;
}

/**
 * Opens the journal for its one writer: creates it, brings an older one up to date, and moves
 * one that it cannot use aside.
 *
 * @throws WeaklinkError E_JOURNAL_UNSAFE; what `fs` and SQLite throw
 */
export function openForWriting(path: string, now: Date): OpenedJournal {
  ensurePrivateFile(path);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  const unusable = prepare(database);
  if (unusable === null) return { database, notice: null };

  database.close();
  return beginAnew(path, unusable, now);
}

/** Moves the journal aside and opens a new one. Whoever had it open has closed it. */
export function beginAnew(path: string, reason: keyof typeof reasons, now: Date): OpenedJournal {
  const target = moveAside(path, reason, now);
  const { database } = openForWriting(path, now);
  return { database, notice: `${reasons[reason]}; it was moved to ${target}, a new one begins` };
}

const reasons = {
  damaged: 'the journal is damaged',
  newer: 'the journal was written by a newer weaklink',
  foreign: 'the journal file holds something else',
} as const;

/** Null when the database is ready, else why it cannot be used. */
function prepare(database: DatabaseSync): keyof typeof reasons | null {
  try {
    const version = versionOf(database);
    if (version === undefined) return 'foreign';
    if (version > JOURNAL_VERSION) return 'newer';
    // NORMAL: a commit is in the kernel's hands when it returns, so it survives kill -9 of this
    // process. Only a power cut can take the last moments, and leaves the rest sound.
    database.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = ${WAL_KEEP_BYTES};
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
    `);
    migrate(database, version);
    return null;
  } catch (error) {
    if (isDamaged(error)) return 'damaged';
    database.close();
    throw error;
  }
}

/**
 * Opens the journal beside its writer, or without one.
 *
 * @throws WeaklinkError E_JOURNAL_MISSING, E_JOURNAL_NEWER; what SQLite throws
 */
export function openForReading(path: string, exists: boolean): DatabaseSync {
  if (!exists) throw missing(path);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  const version = versionOf(database);
  if (version === JOURNAL_VERSION) return database;
  database.close();
  if (version === 0) throw missing(path);
  throw new WeaklinkError({
    code: 'E_JOURNAL_NEWER',
    message: `${path}: version ${version ?? 'unknown'}, this weaklink reads ${JOURNAL_VERSION}`,
    hint: 'Use the weaklink that writes it.',
  });
}

function missing(path: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_JOURNAL_MISSING',
    message: `${path}: there is no journal yet`,
    hint: 'It begins with the first session: weaklink watch',
  });
}
