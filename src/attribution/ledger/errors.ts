import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';

export function damaged(directory: string, what: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_DAMAGED',
    message: safe`${directory}: ${what}`,
    hint: 'Nothing was written. See where with: weaklink ledger verify',
    exitCode: ExitCode.Fault,
  });
}

export function unreadable(path: string, error: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_READ',
    message: safe`${path}: the ledger cannot be read (${codeOf(error)})`,
    hint: 'Name the directory of a ledger; the default is "ledger" in the state directory.',
    cause: error,
  });
}

export function unwritable(path: string, error: unknown): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_WRITE',
    message: safe`${path}: the ledger cannot be written (${codeOf(error)})`,
    hint: 'Check that the directory may be written and has room. What was begun is undone at the next start.',
    exitCode: ExitCode.CouldNotLook,
    cause: error,
  });
}

export function busy(directory: string, who: string): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_BUSY',
    message: safe`${directory}: ${who} writes this ledger`,
    hint: 'A ledger has one writer. End the other, or name another directory.',
    exitCode: ExitCode.CouldNotLook,
  });
}

function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? (error instanceof Error ? error.message : String(error));
}
