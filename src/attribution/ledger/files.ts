import { join } from 'node:path';

/** The files of a ledger, all in one directory of its own. */
export interface LedgerFiles {
  /** A line a record; it only grows. */
  readonly lines: string;
  /** 32 bytes a line: its leaf hash. Says which line was changed, and makes proofs quick. */
  readonly hashes: string;
  /** Signed checkpoints, oldest first. */
  readonly checkpoints: string;
  /** The private key; never leaves this machine. */
  readonly key: string;
  /** Who verifies needs this. */
  readonly verifier: string;
}

export function ledgerFiles(directory: string): LedgerFiles {
  return {
    lines: join(directory, 'ledger.ndjson'),
    hashes: join(directory, 'leaf-hashes'),
    checkpoints: join(directory, 'checkpoints'),
    key: join(directory, 'key.pem'),
    verifier: join(directory, 'verifier'),
  };
}
