import { closeSync } from 'node:fs';
import { safe } from '../../text/sanitise.ts';
import { Totals } from '../accounting/totals.ts';
import type { Checkpoint } from './checkpoint.ts';
import { ledgerFiles } from './files.ts';
import { type Finding, Findings } from './finding.ts';
import { HashFile } from './hash-file.ts';
import { leafHash } from './hashes.ts';
import { verifierOf } from './keys.ts';
import type { LedgerRecord } from './leaf.ts';
import type { Verifier } from './note.ts';
import { openToRead, textOf } from './open-files.ts';
import { readLeaf } from './read-leaf.ts';
import { readLines } from './read-lines.ts';
import { Sides } from './sides.ts';
import { signedCheckpoints } from './signed-sizes.ts';

export interface Verification {
  /** Name of the ledger: of its key. */
  readonly origin: string;
  readonly lines: number;
  readonly entries: number;
  readonly corrections: number;
  readonly disputes: number;
  /** Checkpoints whose signatures fit. */
  readonly checkpoints: number;
  /** Lines that the last of them signs; those after it nobody has signed yet. */
  readonly signed: number;
  /**
   * A line after the signed ones that does not end: its writer is at work, or crashed and takes it away when it
   * starts again. Null where there is none.
   */
  readonly unfinished: number | null;
  /** Of all whole lines, in base64. */
  readonly root: string;
  /** The first hundred. */
  readonly findings: readonly Finding[];
  readonly found: number;
  readonly totals: Totals;
}

export interface VerifyOptions {
  /**
   * Text of the verifier's key from elsewhere; null: the one beside the ledger, which whoever can write there
   * can replace.
   */
  readonly key: string | null;
  /** Is given every record that can be read, in order. */
  readonly onRecord?: (record: LedgerRecord, line: number) => void;
}

/**
 * Reads a whole ledger, one line in memory at a time, and holds every line against its stored hash, both against
 * the signed checkpoints, and every entry against itself: canonical, and billed = posted + lost.
 *
 * @throws WeaklinkError E_LEDGER_READ, E_LEDGER_KEY
 */
export async function verifyLedger(
  directory: string,
  { key, onRecord = () => {} }: VerifyOptions,
): Promise<Verification> {
  const files = ledgerFiles(directory);
  const findings = new Findings();
  const verifier = key === null ? besideIt(files.verifier) : verifierOf(key.trim(), '--key');
  const checkpoints = signedCheckpoints(files.checkpoints, verifier, findings);
  const descriptor = openToRead(files.hashes);
  try {
    const hashes = new HashFile(descriptor);
    const comparing = new Comparing(hashes, checkpoints, findings, onRecord);
    for await (const line of readLines(files.lines))
      comparing.take(line.number, line.bytes, line.ended);
    comparing.end();
    return {
      origin: verifier.name,
      ...comparing.seen,
      checkpoints: checkpoints.length,
      signed: checkpoints.at(-1)?.size ?? 0,
      findings: findings.kept,
      found: findings.count,
    };
  } finally {
    closeSync(descriptor);
  }
}

/** Lines one after another, held against hashes and checkpoints. */
class Comparing {
  readonly #findings: Findings;
  readonly #onRecord: NonNullable<VerifyOptions['onRecord']>;
  readonly #sides: Sides;
  readonly #stored: (index: number) => Buffer | undefined;
  readonly #storedCount: number;
  readonly #checkpoints: Checkpoint[];
  readonly #totals = new Totals();
  readonly #signed: number;
  #unfinished: number | null = null;
  #lines = 0;
  /** Hashes taken so far. */
  #hashes = 0;
  #disputes = 0;
  #corrections = 0;

  constructor(
    hashes: HashFile,
    checkpoints: readonly Checkpoint[],
    findings: Findings,
    onRecord: NonNullable<VerifyOptions['onRecord']>,
  ) {
    this.#findings = findings;
    this.#onRecord = onRecord;
    this.#sides = new Sides(findings);
    this.#stored = hashes.inOrder();
    this.#storedCount = hashes.count;
    this.#checkpoints = [...checkpoints];
    this.#signed = checkpoints.at(-1)?.size ?? 0;
    if (hashes.isRagged) findings.add(HASHES, hashes.count + 1, safe`it is not whole`);
  }

  get seen() {
    return {
      lines: this.#lines,
      unfinished: this.#unfinished,
      entries: this.#totals.entries,
      corrections: this.#corrections,
      disputes: this.#disputes,
      root: this.#sides.root.toString('base64'),
      totals: this.#totals,
    };
  }

  take(number: number, bytes: Buffer | null, ended: boolean): void {
    if (!ended && number > this.#signed) {
      this.#unfinished = number;
      return;
    }
    this.#lines = number;
    if (!ended) this.#findings.add(LINES, number, safe`it was not written to its end`);
    if (bytes) this.#read(number, bytes);
    else this.#findings.add(LINES, number, safe`it is too long to be one of ours`);
    this.#compare(number, leafHash(bytes ?? Buffer.alloc(0)));
  }

  end(): void {
    while (this.#hashes < this.#storedCount) this.#takeHash();
    this.#sides.end();
    if (this.#storedCount > this.#lines) {
      const what = safe`${this.#storedCount - this.#lines} of ${this.#storedCount} lines are missing`;
      this.#findings.add(LINES, null, what);
    }
    const [unmet] = this.#checkpoints;
    if (unmet && unmet.size > this.#storedCount) {
      const what = safe`${unmet.size} lines were signed, ${this.#lines} are there`;
      this.#findings.add(LINES, null, what);
    }
  }

  #read(number: number, bytes: Buffer): void {
    const reading = readLeaf(bytes);
    if (reading.kind === 'damaged') this.#findings.add(LINES, number, reading.why);
    else this.#count(reading.record, number);
  }

  #count(record: LedgerRecord, line: number): void {
    this.#onRecord(record, line);
    if (record.kind === 'dispute') {
      this.#disputes += 1;
      return;
    }
    this.#totals.add(record.entry);
    if (record.entry.kind === 'correction') this.#corrections += 1;
  }

  /** A line that is gone, or that was put in, must not make all that follow it look changed. */
  #compare(number: number, hash: Buffer): void {
    const index = this.#hashes;
    const stored = this.#stored(index);
    this.#sides.line(hash);
    if (!stored) {
      this.#withoutHash(number);
      return;
    }
    if (!stored.equals(hash)) {
      if (this.#stored(index - 1)?.equals(hash)) {
        this.#findings.add(LINES, number - 1, safe`a line was put in, or cut in two, here`);
        return;
      }
      if (this.#stored(index + 1)?.equals(hash)) {
        this.#findings.add(LINES, number, safe`a line is missing before this one, or joined to it`);
        this.#takeHash();
      } else this.#sides.differ(number, index + 1);
    }
    this.#takeHash();
  }

  /** After a crash the last lines may have none until the ledger is next opened; signed ones always have. */
  #withoutHash(number: number): void {
    if (number <= this.#signed) this.#findings.add(HASHES, number, safe`missing`);
  }

  #takeHash(): void {
    const stored = this.#stored(this.#hashes);
    if (stored) this.#sides.hash(stored);
    this.#hashes += 1;
    while (this.#checkpoints[0] && this.#checkpoints[0].size === this.#hashes) {
      this.#sides.check(this.#checkpoints.shift() as Checkpoint);
    }
  }
}

const LINES = 'ledger.ndjson';
const HASHES = 'leaf-hashes';

/** Strict to the last byte, as everything else of a ledger. */
function besideIt(path: string): Verifier {
  const text = textOf(path);
  return verifierOf(text.endsWith('\n') ? text.slice(0, -1) : text, path);
}
