import type { DatabaseSync } from 'node:sqlite';

/** Events deleted at a time: about 10 ms, so that no look is disturbed. */
const DELETE_EVENTS = 500;
/** Pages given back to the file system at a time, as many as the deleted events filled. */
const VACUUM_PAGES = 250;

export interface Retention {
  /** Events that happened before it go. Milliseconds since the epoch. */
  readonly keepFromMs: number;
  /** The oldest events go while the journal is larger. */
  readonly maxBytes: number;
}

/** One small step of forgetting. Returns how many events went; 0 when nothing is too much. */
export function forgetOld(database: DatabaseSync, { keepFromMs, maxBytes }: Retention): number {
  const forgotten = forgetWhere(database, 'time < ? ORDER BY time', [keepFromMs]);
  if (forgotten > 0) return forgotten;
  // By sequence, not by time: what was written first goes first, whatever the clock did.
  return usedBytes(database) > maxBytes ? forgetWhere(database, 'true ORDER BY sequence', []) : 0;
}

function forgetWhere(database: DatabaseSync, which: string, values: number[]): number {
  const { changes } = database
    .prepare(
      `DELETE FROM events WHERE sequence IN (
         SELECT sequence FROM events WHERE kind <> 'session' AND ${which} LIMIT ${DELETE_EVENTS})`,
    )
    .run(...values);
  if (changes === 0) return 0;
  database.exec(forgetSessions);
  // A statement that is only stepped to its end gives all its pages back.
  database.prepare(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`).all();
  return Number(changes);
}

/**
 * A session event holds the chain that the events after it speak of. It goes when the next
 * session, too, began before everything that is left.
 */
const forgetSessions = `
  DELETE FROM events WHERE kind = 'session' AND kind <> 'observation' AND sequence < (
    SELECT max(sequence) FROM events
    WHERE kind = 'session' AND kind <> 'observation' AND sequence < (
      SELECT min(sequence) FROM events WHERE kind <> 'session'))`;

export function usedBytes(database: DatabaseSync): number {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
