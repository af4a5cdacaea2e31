import canonicalize from 'canonicalize';
import type { Instant } from '../../events/types.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';
import type { Posted } from '../accounting/accumulator.ts';
import type { Dispute } from '../accounting/disputes.ts';
import type { LedgerEntry } from '../types.ts';

/** An entry with how it came about, as a line of a ledger. */
export interface EntryRecord extends Posted {
  readonly kind: 'entry';
  /** Up to when attempts had been told when it was posted: the latest of their beginnings. */
  readonly posted: Instant;
}

/** A dispute as it stood then. What it moved follows as entries. */
export interface DisputeRecord {
  readonly kind: 'dispute';
  readonly dispute: Dispute;
  readonly posted: Instant;
}

export type LedgerRecord = EntryRecord | DisputeRecord;

/** Bytes of one line: some thousand postings. Longer ones are none of ours. */
export const LINE_BYTES = 1_048_576;

/**
 * A record as canonical JSON (RFC 8785), amounts as decimal strings: the same record is always the same
 * bytes, and those are what is hashed.
 *
 * @throws WeaklinkError E_LEDGER_RECORD
 */
export function leafOf(record: LedgerRecord): string {
  const leaf = canonical(
    record.kind === 'entry' ? { ...record, entry: plainEntry(record.entry) } : record,
  );
  if (leaf.length <= LINE_BYTES / 3 || Buffer.byteLength(leaf) <= LINE_BYTES) return leaf;
  throw unwritable(`it is longer than ${LINE_BYTES} bytes`);
}

/** @throws WeaklinkError E_LEDGER_RECORD for what JSON cannot say: NaN, half a character */
export function canonical(value: unknown): string {
  try {
    return canonicalize(value) ?? 'null';
  } catch (error) {
    throw unwritable(error instanceof Error ? error.message : String(error));
  }
}

function plainEntry(entry: LedgerEntry) {
  return {
    ...entry,
    billed: `${entry.billed}`,
    postings: entry.postings.map((posting) => ({ ...posting, nanos: `${posting.nanos}` })),
    lost: entry.lost && { ...entry.lost, nanos: `${entry.lost.nanos}` },
  };
}

function unwritable(why: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_RECORD',
    message: safe`this cannot be a line of a ledger: ${why}`,
  });
}
