import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books } from '../../../src/attribution/ledger/books.ts';
import { ledgerFiles } from '../../../src/attribution/ledger/files.ts';
import { verifyLedger } from '../../../src/attribution/ledger/verify.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { accountedOf, share } from '../accounting/told.ts';
import { clock, fill, newDirectory, nthAttempt } from './filled.ts';

let directory: string;
beforeEach(() => {
  directory = newDirectory();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = () => Books.open(directory, { clock });
const billed = (books: Books) => books.accumulator.totals.currencies.map((one) => one.billed);

describe('a ledger', () => {
  it('makes its key, says so, and lets nobody else read it', async () => {
    const books = await open();
    expect(books.ledger.notices[0]).toContain('made the key of this ledger');
    books.close();
    for (const path of Object.values(ledgerFiles(directory)).slice(0, 4)) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
    const again = await open();
    expect(again.ledger.notices).toEqual([]);
    again.close();
  });

  it('holds canonical lines that verify', async () => {
    await fill(directory, 10, 4);
    const verification = await verifyLedger(directory, { key: null });
    expect(verification).toMatchObject({
      lines: 10,
      entries: 10,
      checkpoints: 3,
      signed: 10,
      found: 0,
    });
    const [line] = readFileSync(ledgerFiles(directory).lines, 'utf8').split('\n');
    expect(line?.startsWith('{"by":"account","entry":{"adapter":null,"at":"2026-11-21T')).toBe(
      true,
    );
    expect(line).toContain('"billed":"1000000"');
    expect(readFileSync(ledgerFiles(directory).checkpoints, 'utf8')).toMatch(
      /^weaklink\/ledger-[0-9a-f]{16}\n4\n\S{44}\n\n— weaklink\/ledger-[0-9a-f]{16} \S{92}\n\n/,
    );
  });

  it('goes on after a restart, and counts nothing twice', async () => {
    await fill(directory, 5);
    const books = await open();
    const before = billed(books);
    for (let index = 0; index < 5; index += 1) expect(books.take(nthAttempt(index))).toBe(0);
    expect(billed(books)).toEqual(before);
    expect(books.take(nthAttempt(5))).toBe(1);
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({ lines: 6, found: 0 });
  });

  it('remembers disputes over a restart, of attempts long forgotten too', async () => {
    await fill(directory, 5);
    const dispute = {
      id: 'd-1',
      attempt: 'vendor:r-0',
      party: 'contributor:ada',
      reason: safe`copied`,
      opened: '2026-11-21T10:00:00.000Z',
      resolved: null,
    } as const;
    const small = await Books.open(directory, { clock, attempts: 2, recall: 'vendor:r-0' });
    expect(small.dispute(dispute)).toBe(2);
    small.close();
    const books = await open();
    expect(books.dispute(dispute)).toBe(0);
    const [usd] = books.accumulator.totals.currencies;
    expect(usd?.parties.get('escrow')).toBe(333_333n);
    books.dispute({
      ...dispute,
      resolved: { at: '2026-11-21T11:00:00.000Z', to: 'contributor:cy' },
    });
    expect(usd?.parties.get('escrow')).toBe(0n);
    expect(usd?.parties.get('contributor:cy')).toBe(333_333n);
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({ disputes: 2, found: 0 });
  });

  it('takes names that are no whole characters, and a thousand who earn', async () => {
    const parties = Array.from({ length: 1_000 }, (_, index) =>
      share(`contributor:${index}`, 1_000),
    );
    const odd = { attempt: 'r-\ud83d', model: '\udc00', request: '\ud83d', adapter: '\ud83d' };
    const books = await open();
    expect(books.take(accountedOf({ inference: odd, shares: parties }))).toBe(1);
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({ lines: 1, found: 0 });
    const again = await open();
    expect(again.take(accountedOf({ inference: odd, shares: parties }))).toBe(0);
    again.close();
  });

  it('has one writer', async () => {
    const books = await open();
    await expect(open()).rejects.toMatchObject({ code: 'E_LEDGER_BUSY' });
    books.close();
    (await open()).close();
  });
});

describe('after a crash', () => {
  it('a torn last line is taken away, and said', async () => {
    await fill(directory, 5);
    appendFileSync(ledgerFiles(directory).lines, '{"by":"account","ent');
    const books = await open();
    expect(books.ledger.notices).toEqual([
      'line 6 was not written to its end, and was taken away (20 bytes)',
    ]);
    books.take(nthAttempt(5));
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({
      lines: 6,
      signed: 6,
      found: 0,
    });
  });

  it('lines without hashes get theirs, and a torn checkpoint is taken away', async () => {
    await fill(directory, 5);
    const { hashes, checkpoints } = ledgerFiles(directory);
    writeFileSync(checkpoints, readFileSync(checkpoints, 'utf8').slice(0, -30));
    truncateSync(hashes, 3 * 32 + 7);
    const books = await open();
    expect(books.ledger.notices).toEqual([
      'a checkpoint that was not written to its end was taken away',
      '2 hashes were missing, and made anew',
    ]);
    books.close();
    expect(await verifyLedger(directory, { key: null })).toMatchObject({
      lines: 5,
      signed: 5,
      found: 0,
    });
  });

  it('what was signed and is gone is no crash: nothing is written', async () => {
    await fill(directory, 5);
    const { lines } = ledgerFiles(directory);
    const before = readFileSync(lines);
    truncateSync(lines, before.length - 10);
    await expect(open()).rejects.toMatchObject({ code: 'E_LEDGER_DAMAGED', exitCode: 1 });
    expect(statSync(lines).size).toBe(before.length - 10);
  });

  it('a changed line is never built upon', async () => {
    await fill(directory, 5);
    const { lines } = ledgerFiles(directory);
    writeFileSync(
      lines,
      readFileSync(lines, 'utf8').replace('"billed":"1000002"', '"billed":"9000002"'),
    );
    await expect(open()).rejects.toThrow('line 3 was changed or cannot be read');
  });
});
