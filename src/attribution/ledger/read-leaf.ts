import { z } from 'zod';
import { text } from '../../events/schema/text.ts';
import { instantMs } from '../../platform/instant.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { missingFrom } from '../accounting/conserved.ts';
import type { LedgerEntry, Loss, PartyId, Posting, ShareMethod } from '../types.ts';
import { type DisputeRecord, type EntryRecord, type LedgerRecord, leafOf } from './leaf.ts';

export type LeafReading =
  | { readonly kind: 'record'; readonly record: LedgerRecord }
  | { readonly kind: 'damaged'; readonly why: SafeText };

/** A line → its record. What is not as {@link leafOf} writes it is damaged, to the last byte. */
export function readLeaf(bytes: Buffer): LeafReading {
  const line = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'damaged', why: safe`not JSON` };
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const why = safe`not a line of a ledger: ${issue?.path.join('.') ?? ''}: ${issue?.message}`;
    return { kind: 'damaged', why };
  }
  const record = read.data as LedgerRecord;
  if (!isWrittenAs(record, line)) return { kind: 'damaged', why: safe`not canonical JSON` };
  if (record.kind === 'entry' && missingFrom(record.entry) !== 0n) {
    return { kind: 'damaged', why: safe`billed is not what was posted and lost` };
  }
  return { kind: 'record', record };
}

/**
 * As {@link readLeaf}, of a line whose hash is the one that was stored when it was written: its form was checked
 * then. Half the time, which counts where a ledger of years is opened.
 *
 * @throws what a line throws that was never ours
 */
export function reviveLeaf(bytes: Buffer): LedgerRecord {
  const value = JSON.parse(bytes.toString('utf8')) as Written;
  if (value.kind === 'dispute') return value;
  const { entry } = value;
  const postings = entry.postings.map((one) => ({ ...one, nanos: BigInt(one.nanos) }));
  const lost = entry.lost && { ...entry.lost, nanos: BigInt(entry.lost.nanos) };
  return { ...value, entry: { ...entry, billed: BigInt(entry.billed), postings, lost } };
}

/** A record with its amounts as they are written. */
type Written = DisputeRecord | (Omit<EntryRecord, 'entry'> & { readonly entry: WrittenEntry });
type WrittenEntry = Omit<LedgerEntry, 'billed' | 'postings' | 'lost'> & {
  readonly billed: string;
  readonly postings: readonly (Omit<Posting, 'nanos'> & { readonly nanos: string })[];
  readonly lost: (Omit<Loss, 'nanos'> & { readonly nanos: string }) | null;
};

function isWrittenAs(record: LedgerRecord, line: string): boolean {
  try {
    return leafOf(record) === line;
  } catch {
    return false;
  }
}

/** As it was written: what is compared must be the same after a restart. Whoever shows it makes it safe. */
const name = z.string();
const instant = z
  .string()
  .refine((value) => Number.isFinite(instantMs(value)), 'not a point in time');
const nanos = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,40})$/, 'not an amount')
  .transform(BigInt);
const party = name.transform((value) => value as PartyId);
const method = name.transform((value) => value as ShareMethod);
const evidence = z.enum(['declared', 'checked']);
const prices = z.strictObject({ id: name, hash: name, date: name });
const reason = z.enum(['error', 'aborted', 'retried', 'hedged', 'truncated']);

const entry = z.strictObject({
  id: name,
  kind: z.enum(['usage', 'correction']),
  at: instant,
  request: name,
  model: name,
  link: name,
  adapter: name.nullable(),
  environment: text.nullable(),
  consumer: text.nullable(),
  currency: name,
  billed: nanos,
  prices: prices.nullable(),
  postings: z.array(z.strictObject({ party, nanos, method, evidence })),
  lost: z.strictObject({ nanos, reason, link: name.nullable() }).nullable(),
});

const dispute = z.strictObject({
  id: name,
  attempt: name,
  party,
  reason: text,
  opened: instant,
  resolved: z.strictObject({ at: instant, to: party }).nullable(),
});

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('entry'),
    by: z.enum(['account', 'dispute']),
    version: z.array(z.number()).max(20),
    posted: instant,
    entry,
  }),
  z.strictObject({ kind: z.literal('dispute'), dispute, posted: instant }),
]);
