import type { LedgerRecord } from '../../attribution/ledger/leaf.ts';
import { type Verification, verifyLedger } from '../../attribution/ledger/verify.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';

/**
 * Reads a ledger that money is stated from: one that was changed states nothing.
 *
 * @throws WeaklinkError E_LEDGER_DAMAGED, E_LEDGER_READ, E_LEDGER_KEY
 */
export async function requireSound(
  directory: string,
  onRecord: (record: LedgerRecord, line: number) => void = () => {},
): Promise<Verification> {
  const verification = await verifyLedger(directory, { key: null, onRecord });
  const [first] = verification.findings;
  if (!first) return verification;
  const place = first.line === null ? '' : `:${first.line}`;
  throw new WeaklinkError({
    code: 'E_LEDGER_DAMAGED',
    message: safe`${directory}: ${first.file}${place}: ${first.what}`,
    hint: 'Nothing is stated from a ledger that was changed. See: weaklink ledger verify',
    exitCode: ExitCode.Fault,
  });
}
