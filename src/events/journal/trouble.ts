import { type ErrorDetails, WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';

interface Trouble {
  readonly code: ErrorDetails['code'];
  readonly what: string;
  readonly hint: string;
}

const full: Trouble = {
  code: 'E_JOURNAL_DISK_FULL',
  what: 'the disk is full',
  hint: 'Free some space, then start weaklink again.',
};
const readOnly: Trouble = {
  code: 'E_JOURNAL_READ_ONLY',
  what: 'the file system is read-only, or the file may not be written',
  hint: 'Set XDG_STATE_HOME to a directory that can be written.',
};
const broken: Trouble = {
  code: 'E_JOURNAL_IO',
  what: 'the disk does not read or write',
  hint: 'See the kernel log for input/output errors.',
};
const closedOff: Trouble = {
  code: 'E_JOURNAL_OPEN',
  what: 'the file cannot be opened',
  hint: 'Check the owner and the mode of the directory.',
};
const busy: Trouble = {
  code: 'E_JOURNAL_BUSY',
  what: 'another program holds the file',
  hint: 'Find it with: fuser journal.db',
};

/** Primary result codes of SQLite (the low byte of `errcode`). */
const SQLITE: Readonly<Record<number, Trouble>> = {
  5: busy,
  6: busy,
  8: readOnly,
  10: broken,
  13: full,
  14: closedOff,
};
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

const SYSTEM: Readonly<Record<string, Trouble>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: readOnly,
  EIO: broken,
  EACCES: closedOff,
  EPERM: closedOff,
  ENOTDIR: closedOff,
  ENOENT: closedOff,
};

/** SQLite's primary result code, where the error is one of SQLite. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === SQLITE_BUSY;
}

/** The file is not a database any more: a torn disk, a stray editor. */
export function isDamaged(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** What the file system or SQLite said → what a person can do about it. */
export function journalTrouble(error: unknown, path: string): WeaklinkError {
  if (error instanceof WeaklinkError) return error;
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const trouble = SQLITE[primaryCode(error) ?? 0] ?? SYSTEM[systemCode];
  const words = safe`${error instanceof Error ? error.message : error}`;
  return new WeaklinkError({
    code: trouble?.code ?? 'E_JOURNAL_FAILED',
    message: `${path}: ${trouble?.what ?? 'the journal failed'} (${words})`,
    hint: trouble?.hint ?? 'The session goes on without it. Please report it.',
    cause: error,
  });
}
