import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type EntryRecord, leafOf } from '../../../src/attribution/ledger/leaf.ts';
import { readLeaf, reviveLeaf } from '../../../src/attribution/ledger/read-leaf.ts';
import type { PartyId } from '../../../src/attribution/types.ts';
import { sanitise } from '../../../src/text/sanitise.ts';
import { accountedOf } from '../accounting/told.ts';

const { entry } = accountedOf();
if (!entry) throw new Error('no entry');
const record: EntryRecord = {
  kind: 'entry',
  by: 'account',
  version: [1, 0.5, 1e21],
  posted: '2026-11-21T12:00:00.000Z',
  entry,
};

/** Amounts as they are written; all else is left to the library. */
function byLibrary(value: EntryRecord): string | undefined {
  const plain = JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each)),
  );
  return canonicalize(plain);
}

const texts = fc.string({ unit: 'grapheme' });
const records = fc
  .record({ id: texts, model: texts, link: texts, consumer: texts, nanos: fc.bigInt() })
  .map(({ id, model, link, consumer, nanos }) => ({
    ...record,
    entry: {
      ...entry,
      id,
      model,
      link,
      consumer: sanitise(consumer),
      billed: nanos,
      postings: [],
      lost: { nanos, reason: 'error' as const, link },
    },
  }));

it('is canonical JSON, to the byte', () => {
  expect(leafOf(record)).toBe(byLibrary(record));
  fc.assert(
    fc.property(records, (each) => {
      expect(leafOf(each)).toBe(byLibrary(each));
    }),
  );
});

it('comes back as it was', () => {
  fc.assert(
    fc.property(records, (each) => {
      fc.pre(`${each.entry.billed}`.length <= 41);
      expect(readLeaf(Buffer.from(leafOf(each)))).toEqual({ kind: 'record', record: each });
      expect(reviveLeaf(Buffer.from(leafOf(each)))).toEqual(each);
    }),
  );
});

it('refuses what is no character, and what is longer than a line', () => {
  const half = { ...record, entry: { ...entry, model: 'acme \ud83d' } };
  expect(() => leafOf(half)).toThrow('this cannot be a line of a ledger');
  expect(() => leafOf({ ...record, version: [Number.NaN] })).toThrow('NaN');
  const long = { ...record, entry: { ...entry, model: 'ä'.repeat(600_000) } };
  expect(() => leafOf(long)).toThrow('longer than 1048576 bytes');
  const told = { ...record, entry: { ...entry, model: String.raw`a\ud83d` } };
  expect(leafOf(told)).toBe(byLibrary(told));
});

it.each([
  ['{"kind":"entry"', 'not JSON'],
  ['{}', 'not a line of a ledger'],
  [leafOf(record).replace('{"by"', '{ "by"'), 'not canonical JSON'],
  [leafOf(record).replace('"nanos":"200000"', '"nanos":"0200000"'), 'not an amount'],
  [leafOf(record).replace('"by":"account"', '"by":"nobody"'), 'not a line of a ledger: by'],
  [leafOf(record).replace('"nanos":"200000"', '"nanos":"200001"'), 'billed is not what was posted'],
])('says what is wrong with line %#', (line, why) => {
  expect(readLeaf(Buffer.from(line))).toMatchObject({
    kind: 'damaged',
    why: expect.stringContaining(why),
  });
});

it('takes what anybody could be called', () => {
  const party = 'contributor:\n"\\\u0001' as PartyId;
  const odd = {
    ...record,
    entry: {
      ...entry,
      postings: [{ party, nanos: entry.billed, method: 'declared', evidence: 'checked' }],
    },
  } as const;
  expect(readLeaf(Buffer.from(leafOf(odd)))).toEqual({ kind: 'record', record: odd });
});
