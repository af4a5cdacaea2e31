import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SpendingBook } from '../../../src/events/spending/book.ts';
import type { SpendingLimit } from '../../../src/events/spending/types.ts';

const HOUR_MS = 3_600_000;
const now = Date.parse('2026-11-22T03:00:00Z');
const worst = { tokens: 40, nano: 0 };
const hourly: readonly SpendingLimit[] = [{ withinMs: HOUR_MS, of: 'tokens', most: 100 }];

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weaklink-spending-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function open(directory: string | null, troubles: string[] = []): SpendingBook {
  const book = new SpendingBook({ directory, onTrouble: (line) => troubles.push(line) });
  onTestFinished(() => book.close());
  return book;
}

/** Sets aside the worst of a look, and says what it cost. */
function spend(book: SpendingBook, tokens: number, at = now): void {
  const reservation = book.reserve('b', worst, hourly, at);
  if (reservation.kind !== 'reserved') throw new Error(reservation.kind);
  book.settle(reservation.id, { tokens, nano: 0 });
}

describe('what was spent', () => {
  test('is known to the next run, and to one beside it', () => {
    const directory = place();
    const first = open(directory);
    spend(first, 30);
    const beside = open(directory);
    spend(beside, 31);
    first.close();
    expect(open(directory).reserve('b', worst, hourly, now + 1)).toEqual({
      kind: 'refused',
      limit: hourly[0],
      spent: { tokens: 61, nano: 0 },
    });
    expect(open(directory).reserve('other', worst, hourly, now).kind).toBe('reserved');
  });

  test('is set aside until it is known: a look that was killed has cost the most', () => {
    const directory = place();
    open(directory).reserve('b', worst, hourly, now);
    expect(open(directory).spent('b', HOUR_MS, now + 1)).toEqual({ tokens: 40, nano: 0 });
  });

  test('is forgotten by the hour, and after a day for good', () => {
    const directory = place();
    const book = open(directory);
    spend(book, 90);
    expect(book.reserve('b', worst, hourly, now + HOUR_MS - 1).kind).toBe('refused');
    expect(book.reserve('b', worst, hourly, now + HOUR_MS).kind).toBe('reserved');
    book.reserve('b', worst, hourly, now + 30 * HOUR_MS);
    book.close();
    const database = new DatabaseSync(join(directory, 'spending.db'));
    expect(database.prepare('SELECT count(*) AS rows FROM spent').get()).toEqual({ rows: 1 });
    database.close();
  });

  test('is its own business: no other user reads it', () => {
    const directory = place();
    spend(open(directory), 1);
    expect(statSync(join(directory, 'spending.db')).mode & 0o077).toBe(0);
  });

  test('without a directory is known to this process alone', () => {
    const book = open(null);
    spend(book, 70);
    expect(book.reserve('b', worst, hourly, now).kind).toBe('refused');
    expect(open(null).reserve('b', worst, hourly, now).kind).toBe('reserved');
  });
});

test('eight processes at once never spend more than one may', async () => {
  const directory = place();
  const program = new URL('./spend-until-refused.ts', import.meta.url).pathname;
  const run = promisify(execFile);
  const ended = await Promise.all(
    Array.from({ length: 8 }, () => run(process.execPath, [program, directory])),
  );
  const granted = ended.map(({ stdout }) => Number(stdout));
  // 1,000 tokens in looks of seven.
  expect(granted.reduce((sum, one) => sum + one, 0)).toBe(142);
  const left = open(directory).spent('b', HOUR_MS, Date.now());
  expect(left).toEqual({ tokens: 994, nano: 0 });
});

describe('a book that cannot be used', () => {
  const damaged = ['text instead of a book', Buffer.alloc(9_000, 7).toString('latin1')];

  test.each(damaged)('is kept, and nothing is spent before the hour is over: %.20s', (text) => {
    const directory = place();
    writeFileSync(join(directory, 'spending.db'), text, { mode: 0o600 });
    const book = open(directory);
    const reservation = book.reserve('b', worst, hourly, now);
    expect(reservation).toMatchObject({
      kind: 'unknown',
      words: expect.stringMatching(/spending\.db was damaged; it was moved to .*damaged-2026/),
    });
    const kept = readdirSync(directory).find((name) => /damaged/.test(name)) ?? '';
    expect(readFileSync(join(directory, kept), 'utf8')).toBe(text);
    // The next run knows it as well, and so long as a limit of a day may be passed.
    expect(open(directory).reserve('b', worst, hourly, now + HOUR_MS - 1).kind).toBe('unknown');
    const daily = [{ ...hourly[0], withinMs: 24 * HOUR_MS }] as readonly SpendingLimit[];
    expect(book.reserve('b', worst, daily, now + 23 * HOUR_MS).kind).toBe('unknown');
    expect(book.reserve('b', worst, hourly, now + HOUR_MS).kind).toBe('reserved');
  });

  test('damaged while it is open', () => {
    const directory = place();
    const path = join(directory, 'spending.db');
    spend(open(directory), 10);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const book = open(directory);
    book.spent('b', HOUR_MS, now);
    truncateSync(path, 4_000);
    writeFileSync(path, Buffer.alloc(4_000, 9), { flag: 'r+' });
    expect(open(directory).reserve('b', worst, hourly, now).kind).toBe('unknown');
    expect(readdirSync(directory).some((name) => /damaged/.test(name))).toBe(true);
  });

  test('held by another program: this look is not made, and the next one is', () => {
    const directory = place();
    const book = open(directory);
    const reservation = book.reserve('b', worst, hourly, now);
    const other = new DatabaseSync(join(directory, 'spending.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(book.reserve('b', worst, hourly, now)).toEqual({
      kind: 'unknown',
      words: `another program holds ${join(directory, 'spending.db')}`,
    });
    // What a look has cost cannot be told either: the most stays set aside.
    if (reservation.kind === 'reserved') book.settle(reservation.id, { tokens: 1, nano: 0 });
    other.exec('ROLLBACK');
    other.close();
    expect(book.spent('b', HOUR_MS, now)).toEqual(worst);
    expect(book.reserve('b', worst, hourly, now).kind).toBe('reserved');
  });

  test('damaged between the beginning of a look and its end', () => {
    const directory = place();
    const path = join(directory, 'spending.db');
    const book = open(directory);
    const reservation = book.reserve('b', worst, hourly, now);
    const other = new DatabaseSync(path);
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    writeFileSync(path, Buffer.alloc(statSync(path).size, 3), { flag: 'r+' });
    if (reservation.kind === 'reserved') book.settle(reservation.id, { tokens: 1, nano: 0 });
    expect(book.reserve('b', worst, hourly, now + 1).kind).toBe('unknown');
    expect(readdirSync(directory).some((name) => /damaged-2026/.test(name))).toBe(true);
  });

  test('holds something else: that is kept too', () => {
    const directory = place();
    const path = join(directory, 'spending.db');
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE mine (words TEXT); INSERT INTO mine VALUES ('keep me')");
    database.close();
    chmodSync(path, 0o600);
    expect(open(directory).reserve('b', worst, hourly, now)).toMatchObject({
      kind: 'unknown',
      words: expect.stringContaining('held something else'),
    });
    const kept = readdirSync(directory).find((name) => /foreign/.test(name)) ?? '';
    const moved = new DatabaseSync(join(directory, kept));
    expect(moved.prepare('SELECT words FROM mine').get()).toEqual({ words: 'keep me' });
    moved.close();
  });

  test('where nothing can be written, canaries go on within this process, and that is told once', () => {
    const troubles: string[] = [];
    const file = join(place(), 'file');
    writeFileSync(file, '');
    const book = open(join(file, 'below'), troubles);
    spend(book, 70);
    expect(book.reserve('b', worst, hourly, now).kind).toBe('refused');
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatch(/^what canaries spend is not kept for the next run: /);
  });

  test('after its end keeps what a late look had set aside', () => {
    const directory = place();
    const book = open(directory);
    const reservation = book.reserve('b', worst, hourly, now);
    book.close();
    if (reservation.kind === 'reserved') book.settle(reservation.id, { tokens: 1, nano: 0 });
    expect(book.spent('b', HOUR_MS, now)).toEqual({ tokens: 0, nano: 0 });
    expect(open(directory).spent('b', HOUR_MS, now)).toEqual(worst);
  });
});
