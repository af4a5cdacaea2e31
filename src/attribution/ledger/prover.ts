import { closeSync } from 'node:fs';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { safe } from '../../text/sanitise.ts';
import { type Checkpoint, openCheckpoint, splitNotes } from './checkpoint.ts';
import { ledgerFiles } from './files.ts';
import { HashFile } from './hash-file.ts';
import { verifierOf } from './keys.ts';
import { type Verifier, verifierText } from './note.ts';
import { openToRead, textOf } from './open-files.ts';
import { consistencyPath, inclusionPath, isConsistent, isIncluded } from './proofs.ts';
import { Subtrees } from './subtrees.ts';

/** A signed checkpoint as it stands in its file. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/** What shows that a line is in what a checkpoint signs. */
export interface InclusionProof {
  /** From 1. */
  readonly line: number;
  readonly leafHash: Buffer;
  readonly path: readonly Buffer[];
  readonly checkpoint: SignedCheckpoint;
}

/** What shows that nothing of an older checkpoint was changed up to a newer one. */
export interface ConsistencyProof {
  readonly from: SignedCheckpoint;
  readonly to: SignedCheckpoint;
  readonly path: readonly Buffer[];
}

/** Makes proofs from the stored hashes of a ledger. What does not fit the signed root is not given out. */
export class Prover {
  readonly verifier: Verifier;
  readonly #descriptor: number;
  readonly #hashes: HashFile;
  readonly #subtrees: Subtrees;
  readonly #checkpoints: readonly SignedCheckpoint[];

  /** @throws WeaklinkError E_LEDGER_READ, E_LEDGER_KEY, E_LEDGER_UNSIGNED */
  constructor(directory: string) {
    const files = ledgerFiles(directory);
    this.verifier = verifierOf(textOf(files.verifier).trim(), files.verifier);
    this.#checkpoints = checkpointsOf(textOf(files.checkpoints), this.verifier);
    this.#descriptor = openToRead(files.hashes);
    this.#hashes = new HashFile(this.#descriptor);
    this.#subtrees = new Subtrees(this.#hashes.read);
    this.#subtrees.grow(Math.min(this.latest.size, this.#hashes.count));
  }

  /** `NAME+ID+BASE64`: who checks a proof should have this from elsewhere. */
  get verifierText(): string {
    return verifierText(this.verifier);
  }

  get latest(): SignedCheckpoint {
    const latest = this.#checkpoints.at(-1);
    if (latest) return latest;
    throw new WeaklinkError({
      code: 'E_LEDGER_UNSIGNED',
      message: 'nothing of this ledger is signed yet',
      hint: 'Its writer signs a checkpoint now and then, and when it ends.',
    });
  }

  /** Lines that each checkpoint signs, oldest first. */
  get sizes(): readonly number[] {
    return this.#checkpoints.map(({ size }) => size);
  }

  /** @param line from 1 @throws WeaklinkError E_LEDGER_LINE, E_LEDGER_DAMAGED */
  inclusion(line: number): InclusionProof {
    const checkpoint = this.latest;
    this.#requireSigned(line, checkpoint);
    const [index, size] = [line - 1, checkpoint.size];
    const leafHash = this.#hashes.read(index, line);
    const path = inclusionPath(index, size, this.#subtrees.root);
    if (!isIncluded(leafHash, index, size, path, checkpoint.root)) throw doesNotFit();
    return { line, leafHash, path, checkpoint };
  }

  /**
   * @param size lines of a checkpoint of this ledger
   * @throws WeaklinkError E_LEDGER_LINE, E_LEDGER_DAMAGED
   */
  consistency(size: number): ConsistencyProof {
    const to = this.latest;
    const from = this.#checkpoints.find((one) => one.size === size);
    if (!from) throw noCheckpoint(size, this.#checkpoints);
    this.#requireSigned(to.size, to);
    const path = consistencyPath(size, to.size, this.#subtrees.root);
    if (!isConsistent(size, to.size, from.root, to.root, path)) throw doesNotFit();
    return { from, to, path };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #requireSigned(line: number, { size }: Checkpoint): void {
    if (this.#hashes.count < size) throw doesNotFit();
    if (line >= 1 && line <= size) return;
    throw new WeaklinkError({
      code: 'E_LEDGER_LINE',
      message: `line ${line} is not signed: the last checkpoint signs lines 1 to ${size}`,
      hint: 'Its writer signs a checkpoint now and then, and when it ends.',
    });
  }
}

function checkpointsOf(file: string, verifier: Verifier): readonly SignedCheckpoint[] {
  return splitNotes(file).notes.flatMap(({ note }) => {
    const reading = openCheckpoint(note, verifier);
    return reading.kind === 'signed' ? [{ ...reading.checkpoint, note }] : [];
  });
}

function doesNotFit(): WeaklinkError {
  return new WeaklinkError({
    code: 'E_LEDGER_DAMAGED',
    message: 'the stored hashes do not lead to the signed root, so nothing can be proved',
    hint: 'See what was changed with: weaklink ledger verify',
    exitCode: ExitCode.Fault,
  });
}

function noCheckpoint(size: number, all: readonly Checkpoint[]): WeaklinkError {
  const some = all.slice(-5).map((one) => one.size);
  return new WeaklinkError({
    code: 'E_LEDGER_LINE',
    message: `no checkpoint of this ledger signs ${size} lines`,
    hint: safe`The last ones sign ${some.join(', ')}.`,
  });
}
