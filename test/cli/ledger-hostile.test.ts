import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Books } from '../../src/attribution/ledger/books.ts';
import type { PartyId } from '../../src/attribution/types.ts';
import { textWidth } from '../../src/text/width.ts';
import { accountedOf, share } from '../attribution/accounting/told.ts';
import { clock, newDirectory } from '../attribution/ledger/filled.ts';
import { weaklink } from '../support/weaklink.ts';

const directory = newDirectory();
/** Clears a screen, by the old way and by the one that needs no escape character; a name as wide as a street. */
const evil = `\u001b[2J\u009b2J\u202e=cmd|${'界'.repeat(60)}`;
const party: PartyId = `contributor:${evil}`;

beforeAll(async () => {
  const books = await Books.open(directory, { clock });
  const method = `imported:${evil}` as const;
  const told = { attempt: evil, model: evil, link: evil, request: evil };
  const shares = [{ ...share(party, 900_000), method }];
  books.take(accountedOf({ inference: told, shares }));
  books.close();
});
afterAll(() => rmSync(join(directory, '..'), { recursive: true }));

it.each([
  [['verify'], 0],
  [['verify', '--json'], 0],
  [['statement'], 0],
  [['statement', party], 0],
  [['statement', party, '--format', 'json'], 0],
  [['statement', party, '--format', 'csv'], 0],
  [['export'], 0],
  [['export', '--format', 'json'], 0],
  [['prove', evil], 0],
  [['prove', `no ${evil}`], 2],
  [['dispute', `no ${evil}`, '--party', party], 2],
  [['dispute', evil, '--party', party, '--reason', evil], 0],
  [['dispute'], 0],
  [['dispute', '--json'], 0],
])('%# what others were called can do nothing to a terminal', async (args, expected) => {
  const { exitCode, stdout, stderr } = await weaklink([
    ...['ledger', ...args],
    ...['--ledger', directory],
  ]);
  expect(exitCode).toBe(expected);
  expect((stdout + stderr).replaceAll(/[\r\n]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it('a statement stays within 80 columns', async () => {
  const { stdout } = await weaklink(['ledger', 'statement', party, '--ledger', directory]);
  const [head = '', , ...rest] = stdout.split('\n');
  expect(head).toContain('contributor:');
  expect(rest.filter((line) => textWidth(line) > 80)).toEqual([]);
});
