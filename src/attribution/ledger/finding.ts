import type { SafeText } from '../../text/safe-text.ts';

/** Findings of which the words are kept; beyond them they are only counted. */
const MOST_FINDINGS = 100;

/** Something of a ledger that is not as it was written. */
export interface Finding {
  /** `ledger.ndjson`, `leaf-hashes`, `checkpoints`, `verifier`. */
  readonly file: string;
  /** The line, or for `leaf-hashes` the hash, from 1; null where no single one can be named. */
  readonly line: number | null;
  readonly what: SafeText;
}

/** Collects what was found, bounded. */
export class Findings {
  readonly #kept: Finding[] = [];
  #count = 0;

  get kept(): readonly Finding[] {
    return this.#kept;
  }

  get count(): number {
    return this.#count;
  }

  add(file: string, line: number | null, what: SafeText): void {
    this.#count += 1;
    if (this.#kept.length < MOST_FINDINGS) this.#kept.push({ file, line, what });
  }
}
