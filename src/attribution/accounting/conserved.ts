import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';
import type { LedgerEntry, Nanos } from '../types.ts';

/** What an entry bills and nobody got: 0 always, or the entry is wrong. */
export function missingFrom({ billed, postings, lost }: LedgerEntry): Nanos {
  let missing = billed - (lost?.nanos ?? 0n);
  for (const { nanos } of postings) missing -= nanos;
  return missing;
}

/** @throws WeaklinkError E_NOT_CONSERVED where billed is not Σ postings + lost */
export function requireConserved(entry: LedgerEntry): void {
  const missing = missingFrom(entry);
  if (missing === 0n) return;
  throw new WeaklinkError({
    code: 'E_NOT_CONSERVED',
    message: safe`entry ${entry.id}: billed ${entry.billed} nano-${entry.currency} is not what was posted and lost; ${missing} are missing`,
    hint: 'The entry was not taken. This is a bug of whoever made it.',
    exitCode: ExitCode.CouldNotLook,
  });
}
