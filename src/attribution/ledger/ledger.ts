import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import type { WriterLock } from '../../events/journal/lock.ts';
import { becomeWriter, whoWrites } from '../../events/journal/lock.ts';
import { ensurePrivateDirectory, ensurePrivateFile } from '../../events/journal/private-place.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SafeText } from '../../text/safe-text.ts';
import { safe } from '../../text/sanitise.ts';
import { type Checkpoint, signCheckpoint } from './checkpoint.ts';
import { busy, unwritable } from './errors.ts';
import { type LedgerFiles, ledgerFiles } from './files.ts';
import type { Frontier } from './frontier.ts';
import { HashFile } from './hash-file.ts';
import { leafHash } from './hashes.ts';
import { openSigner } from './keys.ts';
import { type LedgerRecord, leafOf } from './leaf.ts';
import type { Signer } from './note.ts';
import { recover } from './recover.ts';

/** Bytes of lines that wait to be written together. */
const BUFFER_BYTES = 262_144;
/** Lines after which a checkpoint is signed unasked: as many at most could be changed and not be noticed. */
const CHECKPOINT_LINES = 4_096;
const LOCK = 'ledger';

export interface LedgerOptions {
  readonly clock: Clock;
  /** Is given every record that is there already, in order. */
  readonly onRecord?: (record: LedgerRecord) => void;
}

interface Descriptors {
  readonly lines: number;
  readonly hashes: number;
  readonly checkpoints: number;
}

/**
 * An append-only log in a directory of its own: lines of canonical JSON, hashed as a Merkle tree (RFC 9162),
 * its roots signed as checkpoints. It has one writer at a time. A line is on disk when `checkpoint` returns; what
 * was appended after that may be lost with the machine, and never half of it.
 */
export class Ledger {
  readonly directory: string;
  /** What was found and mended, or made, when it was opened. */
  readonly notices: readonly SafeText[];
  readonly #files: Descriptors;
  readonly #signer: Signer;
  readonly #frontier: Frontier;
  readonly #lock: WriterLock;
  #lines: string[] = [];
  #hashes: Buffer[] = [];
  #waitingBytes = 0;
  #checkpointed: number;
  #failure: unknown;

  private constructor(
    directory: string,
    parts: {
      files: Descriptors;
      signer: Signer;
      frontier: Frontier;
      lock: WriterLock;
      notices: readonly SafeText[];
      missing: readonly Buffer[];
      checkpointed: number;
    },
  ) {
    this.directory = directory;
    this.notices = parts.notices;
    this.#files = parts.files;
    this.#signer = parts.signer;
    this.#frontier = parts.frontier;
    this.#lock = parts.lock;
    this.#hashes = [...parts.missing];
    this.#checkpointed = parts.checkpointed;
  }

  /**
   * @throws WeaklinkError E_LEDGER_BUSY, E_LEDGER_DAMAGED, E_LEDGER_KEY, E_LEDGER_READ, E_LEDGER_WRITE,
   * E_JOURNAL_UNSAFE
   */
  static async open(directory: string, { clock, onRecord }: LedgerOptions): Promise<Ledger> {
    const files = ledgerFiles(directory);
    const lock = lockOf(directory, new Date(clock.now()).toISOString());
    let descriptors: Descriptors | undefined;
    try {
      const { signer, made } = openSigner(files);
      descriptors = openAll(files);
      const hashes = new HashFile(descriptors.hashes);
      const found = await recover(directory, files, hashes, signer, onRecord ?? (() => {}));
      const key = made ? [safe`made the key of this ledger: ${files.key}; keep a copy of it`] : [];
      return new Ledger(directory, {
        files: descriptors,
        signer,
        frontier: found.frontier,
        lock,
        notices: [...key, ...found.notices],
        missing: found.missing,
        checkpointed: found.lastCheckpoint?.size ?? 0,
      });
    } catch (error) {
      if (descriptors) closeAll(descriptors);
      lock.release();
      throw error;
    }
  }

  /** Lines, those that wait to be written among them. */
  get size(): number {
    return this.#frontier.size;
  }

  get checkpointed(): number {
    return this.#checkpointed;
  }

  /**
   * @returns the line's number, from 1
   * @throws WeaklinkError E_LEDGER_RECORD; E_LEDGER_WRITE, and from then on at every call
   */
  append(record: LedgerRecord): number {
    this.#refuseAfterFailure();
    const line = leafOf(record);
    const bytes = Buffer.from(line);
    const hash = leafHash(bytes);
    this.#frontier.append(hash);
    this.#lines.push(line);
    this.#hashes.push(hash);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= BUFFER_BYTES) this.flush();
    if (this.size - this.#checkpointed >= CHECKPOINT_LINES) this.checkpoint();
    return this.size;
  }

  /** Hands what waits to the system: from then on only a crash of the machine can lose it. */
  flush(): void {
    this.#refuseAfterFailure();
    this.#write(() => {
      if (this.#lines.length > 0) {
        writeAll(this.#files.lines, Buffer.from(`${this.#lines.join('\n')}\n`));
      }
      if (this.#hashes.length > 0) writeAll(this.#files.hashes, Buffer.concat(this.#hashes));
    });
    this.#lines = [];
    this.#hashes = [];
    this.#waitingBytes = 0;
  }

  /** Brings everything to the disk and signs it. @returns null where all is signed already */
  checkpoint(): Checkpoint | null {
    this.flush();
    if (this.size === this.#checkpointed) return null;
    const origin = this.#signer.name;
    const checkpoint = { origin, size: this.size, root: this.#frontier.root() };
    this.#write(() => {
      // A checkpoint says what is on the disk, so it comes after that.
      fdatasyncSync(this.#files.lines);
      fdatasyncSync(this.#files.hashes);
      const note = signCheckpoint(checkpoint, this.#signer);
      writeAll(this.#files.checkpoints, Buffer.from(`${note}\n`));
      fdatasyncSync(this.#files.checkpoints);
    });
    this.#checkpointed = this.size;
    return checkpoint;
  }

  /** @throws WeaklinkError E_LEDGER_WRITE; it is closed in any case */
  close(): void {
    try {
      if (this.#failure === undefined) this.checkpoint();
    } finally {
      closeAll(this.#files);
      this.#lock.release();
    }
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#failure = error;
      throw unwritable(this.directory, error);
    }
  }

  /** Half a line may stand at the end: nothing must follow it. Opening it anew mends that. */
  #refuseAfterFailure(): void {
    if (this.#failure !== undefined) throw unwritable(this.directory, this.#failure);
  }
}

function lockOf(directory: string, since: string): WriterLock {
  try {
    ensurePrivateDirectory(directory);
    const lock = becomeWriter(directory, since, LOCK);
    if (lock) return lock;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unwritable(directory, error);
    throw error;
  }
  throw busy(directory, whoWrites(directory, LOCK));
}

function openAll(files: LedgerFiles): Descriptors {
  for (const path of [files.lines, files.hashes, files.checkpoints]) ensurePrivateFile(path);
  try {
    return {
      lines: openSync(files.lines, 'a'),
      hashes: openSync(files.hashes, 'a+'),
      checkpoints: openSync(files.checkpoints, 'a'),
    };
  } catch (error) {
    throw unwritable(files.lines, error);
  }
}

function closeAll(files: Descriptors): void {
  for (const descriptor of Object.values(files)) closeSync(descriptor);
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
