import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Books } from '../../../src/attribution/ledger/books.ts';
import { accountedOf, costOf } from '../accounting/told.ts';

/** A clock that stands. */
export const clock = { now: () => Date.parse('2026-11-21T12:00:00.000Z'), monotonic: () => 0 };

export function newDirectory(): string {
  return join(mkdtempSync(join(tmpdir(), 'weaklink-ledger-')), 'ledger');
}

/** The nth attempt of a steady day. */
export function nthAttempt(index: number) {
  const at = new Date(Date.parse('2026-11-21T03:00:00.000Z') + index * 1_000).toISOString();
  return accountedOf({
    inference: { attempt: `vendor:r-${index}`, request: `request-${index}`, startedAt: at },
    cost: costOf(1_000_000n + BigInt(index)),
  });
}

/** A ledger of so many attempts, with a checkpoint after every `each` of them and one at the end. */
export async function fill(directory: string, count: number, each = count): Promise<void> {
  const books = await Books.open(directory, { clock });
  for (let index = 0; index < count; index += 1) {
    books.take(nthAttempt(index));
    if ((index + 1) % each === 0) books.ledger.checkpoint();
  }
  books.close();
}
