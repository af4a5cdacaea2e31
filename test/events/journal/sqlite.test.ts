import { afterEach, expect, it } from 'vitest';
import { loadSqlite, withoutSqliteWarning } from '../../../src/events/journal/sqlite.ts';

const { emitWarning } = process;
afterEach(() => {
  process.emitWarning = emitWarning;
});

it('holds back the one warning about SQLite, and no other', () => {
  const warned: unknown[][] = [];
  process.emitWarning = (...warning: unknown[]) => {
    warned.push(warning);
  };
  const emitBefore = process.emitWarning;
  const result = withoutSqliteWarning(() => {
    process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
    process.emitWarning('Ink is an experimental feature', 'ExperimentalWarning');
    process.emitWarning('SQLite is old', { code: 'DEP9999' });
    return 7;
  });
  expect(result).toBe(7);
  expect(warned).toEqual([
    ['Ink is an experimental feature', 'ExperimentalWarning'],
    ['SQLite is old', { code: 'DEP9999' }],
  ]);
  expect(process.emitWarning).toBe(emitBefore);
});

it('loads the real one', () => {
  const database = new (loadSqlite().DatabaseSync)(':memory:');
  expect(database.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
  database.close();
});
