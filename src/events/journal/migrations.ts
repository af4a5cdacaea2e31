import type { DatabaseSync } from 'node:sqlite';

/**
 * Statements that lead from version n to n + 1. Published ones never change; a new one is added
 * at the end.
 */
const migrations: readonly string[] = [
  `CREATE TABLE events (
     -- In the order of writing; the order of reading, too.
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     -- Milliseconds since the epoch, of the event.
     time INTEGER NOT NULL,
     kind TEXT NOT NULL,
     link TEXT,
     -- The whole event as JSON: the columns only find it.
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX events_by_time ON events (time);
   CREATE INDEX events_by_link ON events (link, time) WHERE link IS NOT NULL;
   -- Nearly all events are observations: an index over them by kind would find nothing faster.
   CREATE INDEX events_by_kind ON events (kind, time) WHERE kind <> 'observation';`,
];

/** The version of the journal that this weaklink writes. */
export const JOURNAL_VERSION = migrations.length;

/** Version of a journal; 0 for an empty one, undefined for a database of somebody else. */
export function versionOf(database: DatabaseSync): number | undefined {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > 0) return version;
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get();
  return tables?.count === 0 ? 0 : undefined;
}

/** Brings a journal to {@link JOURNAL_VERSION}; each step whole or not at all. */
export function migrate(database: DatabaseSync, from: number): void {
  for (const [index, statements] of migrations.entries()) {
    if (index < from) continue;
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
