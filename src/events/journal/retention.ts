import type { DatabaseSync } from 'node:sqlite';

/** Events deleted at a time: about 10 ms, so that no look is disturbed. */
const DELETE_EVENTS = 2_000;
/** Pages given back to the file system at a time, as many as the deleted events filled. */
const VACUUM_PAGES = 1_000;

export interface Retention {
  /** Events that happened before it go. Milliseconds since the epoch. */
  readonly keepFromMs: number;
  /** The oldest events go while the journal is larger. */
  readonly maxBytes: number;
}

/** One small step of forgetting. Returns how many events went; 0 when nothing is too much. */
export function forgetOld(database: DatabaseSync, { keepFromMs, maxBytes }: Retention): number {
  const tooLarge = usedBytes(database) > maxBytes;
  // By sequence, not by time: what was written first goes first, whatever the clock did.
  const { changes } = database
    .prepare(
      `DELETE FROM events WHERE sequence IN (
         SELECT sequence FROM events
         WHERE kind <> 'session' AND (:tooLarge OR time < :keepFromMs)
         ORDER BY ${tooLarge ? 'sequence' : 'time'} LIMIT ${DELETE_EVENTS})`,
    )
    .run({ tooLarge: tooLarge ? 1 : 0, keepFromMs });
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
