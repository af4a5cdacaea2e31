import { decimalOf } from '../../attribution/ledger/amounts.ts';
import { type Verification, verifyLedger } from '../../attribution/ledger/verify.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import type { RunCommand } from '../command.ts';
import { asciiJson } from './json.ts';
import { keyOption, ledgerDirectory } from './options.ts';
import { unproved, verificationText } from './verification-text.ts';

/**
 * `weaklink ledger verify`: holds every line of a ledger against its hash, the signed checkpoints and itself.
 *
 * @returns 0 sound, 1 changed or damaged
 * @throws WeaklinkError E_LEDGER_READ, E_LEDGER_KEY, E_OPTION
 */
export const runLedgerVerify: RunCommand = async (_, options, context) => {
  const directory = ledgerDirectory(options, context);
  const key = await keyOption(options);
  const verification = await verifyLedger(directory, { key });
  const text =
    options.json === true
      ? `${asciiJson(documentOf(directory, verification, key), 2)}\n`
      : verificationText(verification, key);
  context.output.result(text);
  return verification.found === 0 ? ExitCode.Healthy : ExitCode.Fault;
};

function documentOf(directory: string, verification: Verification, key: string | null) {
  const { totals, ...rest } = verification;
  return {
    schema: 'weaklink.ledger-verification/1',
    directory,
    sound: verification.found === 0,
    ...rest,
    totals: totals.currencies.map(({ currency, billed, posted, lost }) => ({
      currency,
      billed: decimalOf(billed),
      posted: decimalOf(posted),
      lost: decimalOf(lost),
    })),
    unproved: unproved(verification, key),
  };
}
