import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describeError } from '../../platform/errors.ts';
import { ensurePrivateDirectory } from '../journal/private-place.ts';
import { isBusy, isDamaged, journalTrouble } from '../journal/trouble.ts';
import { beginAnew, openFile, openInMemory } from './database.ts';
import type { Reservation, Spending, SpendingLimit, Spent } from './types.ts';

/** Longest time for which a limit may count, in ms; older entries are forgotten. */
export const LONGEST_LIMIT_MS = 86_400_000;

export interface SpendingBookOptions {
  /** Weaklink's own directory for state; null: what is spent is known to this process alone. */
  readonly directory: string | null;
  /** Told once where the directory cannot be used, and the book goes on in memory. */
  readonly onTrouble?: (line: string) => void;
}

/**
 * What looks have spent, in a file beside the journal that all runs of weaklink share: each sets aside the
 * most that its look may cost before it looks, so that two cannot spend the same rest. A process that is
 * killed leaves that entry as it is. Opened by the first look that may cost something.
 */
export class SpendingBook implements Spending {
  readonly #path: string | null;
  readonly #directory: string | null;
  readonly #onTrouble: (line: string) => void;
  #database: DatabaseSync | undefined;
  #isInMemory: boolean;
  #isClosed = false;
  /** Clock time of the last look that was to cost something, ms since 1970. */
  #nowMs = 0;

  constructor({ directory, onTrouble = () => {} }: SpendingBookOptions) {
    this.#directory = directory;
    this.#path = directory === null ? null : join(directory, 'spending.db');
    this.#isInMemory = directory === null;
    this.#onTrouble = onTrouble;
  }

  reserve(
    budget: string,
    worst: Spent,
    limits: readonly SpendingLimit[],
    nowMs: number,
  ): Reservation {
    this.#nowMs = nowMs;
    const reservation = this.#with((database) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const made = reserveIn(database, budget, worst, limits, nowMs);
        database.exec('COMMIT');
        return made;
      } catch (error) {
        rollBack(database);
        throw error;
      }
    });
    return reservation ?? { kind: 'unknown', words: `another program holds ${this.#path}` };
  }

  settle(id: number, { tokens, nano }: Spent): void {
    // A look that was cut off and ends after its session keeps what was set aside for it.
    if (this.#isClosed) return;
    this.#with((database) =>
      database.prepare('UPDATE spent SET tokens = ?, nano = ? WHERE id = ?').run(tokens, nano, id),
    );
  }

  spent(budget: string, withinMs: number, nowMs: number): Spent | undefined {
    return this.#with((database) => spentIn(database, budget, withinMs, nowMs));
  }

  close(): void {
    this.#isClosed = true;
    this.#database?.close();
    this.#database = undefined;
    // Whatever still asks gets no file opened that nobody would close.
    this.#isInMemory = true;
  }

  /**
   * Works on the book; where it is damaged on a new one, and where it cannot be used on one in memory.
   * Undefined while somebody else holds it.
   */
  #with<T>(work: (database: DatabaseSync) => T): T | undefined {
    try {
      return work(this.#opened());
    } catch (error) {
      if (this.#isInMemory || this.#path === null) throw error;
      if (isBusy(error)) return undefined;
      this.#recover(error, this.#path);
      return work(this.#opened());
    }
  }

  #opened(): DatabaseSync {
    if (this.#isInMemory || this.#path === null) this.#database ??= openInMemory();
    if (this.#database) return this.#database;
    ensurePrivateDirectory(this.#directory ?? '');
    this.#database = openFile(this.#path ?? '', this.#nowMs);
    return this.#database;
  }

  #recover(error: unknown, path: string): void {
    this.#database?.close();
    this.#database = undefined;
    try {
      if (!isDamaged(error)) throw error;
      this.#database = beginAnew(path, 'damaged', this.#nowMs);
    } catch (lasting) {
      this.#isInMemory = true;
      const words = describeError(journalTrouble(lasting, path));
      this.#onTrouble(`what canaries spend is not kept for the next run: ${words}`);
    }
  }
}

function reserveIn(
  database: DatabaseSync,
  budget: string,
  worst: Spent,
  limits: readonly SpendingLimit[],
  nowMs: number,
): Reservation {
  database.prepare('DELETE FROM spent WHERE at_ms <= ?').run(nowMs - LONGEST_LIMIT_MS);
  const longestMs = Math.max(...limits.map(({ withinMs }) => withinMs));
  const lost = database
    .prepare('SELECT words FROM lost WHERE at_ms > ? LIMIT 1')
    .get(nowMs - longestMs);
  if (lost) return { kind: 'unknown', words: String(lost.words) };
  for (const limit of limits) {
    const spent = spentIn(database, budget, limit.withinMs, nowMs);
    if (spent[limit.of] + worst[limit.of] > limit.most) return { kind: 'refused', limit, spent };
  }
  const { lastInsertRowid } = database
    .prepare('INSERT INTO spent (budget, at_ms, tokens, nano) VALUES (?, ?, ?, ?)')
    .run(budget, nowMs, worst.tokens, worst.nano);
  return { kind: 'reserved', id: Number(lastInsertRowid) };
}

function spentIn(database: DatabaseSync, budget: string, withinMs: number, nowMs: number): Spent {
  const row = database
    .prepare(
      'SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(nano), 0) AS nano FROM spent WHERE budget = ? AND at_ms > ?',
    )
    .get(budget, nowMs - withinMs);
  return { tokens: Number(row?.tokens ?? 0), nano: Number(row?.nano ?? 0) };
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has done so already, or the file is gone.
  }
}
