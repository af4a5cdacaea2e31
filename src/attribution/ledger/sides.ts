import { safe } from '../../text/sanitise.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Findings } from './finding.ts';
import { Frontier } from './frontier.ts';

const LINES = 'ledger.ndjson';
const HASHES = 'leaf-hashes';

/**
 * A ledger is there twice: as lines, and as their hashes. Where the two differ, the next checkpoint says
 * which of them is as it was signed, and so which was changed; where both were changed alike, between
 * which checkpoints.
 */
export class Sides {
  readonly #findings: Findings;
  #lines = new Frontier();
  #hashes = new Frontier();
  /** Where they differ since the last checkpoint: line and hash, from 1. */
  #differ: { readonly line: number; readonly hash: number }[] = [];
  #signedBefore = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** The root of the lines as they are. */
  get root(): Buffer {
    return this.#lines.root();
  }

  line(hash: Buffer): void {
    this.#lines.append(hash);
  }

  hash(hash: Buffer): void {
    this.#hashes.append(hash);
  }

  differ(line: number, hash: number): void {
    // Once lines and hashes have gone apart for good, each further pair tells nothing.
    if (this.#differ.length < MOST_DIFFERENCES) this.#differ.push({ line, hash });
  }

  /** As many hashes have been taken as a checkpoint signs. */
  check({ size, root }: Checkpoint): void {
    const lines = this.#lines.size === size && this.#lines.root().equals(root);
    const hashes = this.#hashes.size === size && this.#hashes.root().equals(root);
    if (lines) this.#blame('hash');
    else if (hashes) this.#blame('line');
    else if (this.#differ.length > 0) this.#blame('either');
    else this.#findings.add(LINES, null, rewritten(this.#signedBefore, size));
    // The side that was signed shows what follows, whatever was wrong so far.
    if (lines) this.#hashes = this.#lines.copy();
    else if (hashes) this.#lines = this.#hashes.copy();
    this.#signedBefore = size;
  }

  /** What follows the last checkpoint: nobody signed it, so one side is as good as the other. */
  end(): void {
    this.#blame('either');
  }

  #blame(side: 'line' | 'hash' | 'either'): void {
    for (const { line, hash } of this.#differ) {
      if (side === 'hash') {
        this.#findings.add(HASHES, hash, safe`changed; the line itself is as it was signed`);
      } else if (side === 'line') {
        this.#findings.add(LINES, line, safe`changed since it was written`);
      } else {
        this.#findings.add(LINES, line, safe`it or its stored hash was changed`);
      }
    }
    this.#differ = [];
  }
}

/** Differences kept until the next checkpoint says whose they are. */
const MOST_DIFFERENCES = 1_000;

function rewritten(after: number, size: number) {
  return safe`lines ${after + 1} to ${size} are not those that were signed: they were rewritten with their hashes`;
}
