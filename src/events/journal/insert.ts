import type { DatabaseSync } from 'node:sqlite';
import type { WeaklinkEvent } from '../types.ts';

/**
 * Writes a batch of events, all or none.
 *
 * @throws what SQLite throws; then nothing was written
 */
export function insertEvents(database: DatabaseSync, events: readonly WeaklinkEvent[]): void {
  const insert = database.prepare(
    'INSERT INTO events (time, kind, link, body) VALUES (?, ?, ?, ?)',
  );
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const event of events) {
      const kind = event.type.slice('weaklink.'.length);
      insert.run(Date.parse(event.time), kind, event.subject ?? null, JSON.stringify(event));
    }
    database.exec('COMMIT');
  } catch (error) {
    // A full disk has rolled it back already; then this changes nothing.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
