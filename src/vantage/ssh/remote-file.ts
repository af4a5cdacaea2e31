import type { SshConnection } from './connection.ts';
import { SshFailureError } from './failure.ts';
import { canBeBatched, FileBatch, type WantedFile } from './file-batch.ts';
import type { Work } from './remote-command.ts';
import { type RemoteResult, remoteRun } from './remote-exec.ts';
import type { Patience } from './slots.ts';
import { codeInWords, systemErrorOf } from './strerror.ts';

/** Bytes kept of what a program says, however few of the file are wanted: its complaint must be whole. */
const LEAST_BYTES = 4_096;
/** Files that are read by one command. */
const MOST_FILES = 48;
/** Share of the deadline for reading together; the rest is for reading alone what that did not end with. */
const TOGETHER_SHARE = 0.5;
/** Milliseconds for which a file that hung is read alone, and how many such are remembered. */
const HUNG_MS = 60_000;
const MOST_HUNG = 256;

interface Asked extends WantedFile {
  resolve(bytes: Buffer): void;
  reject(error: unknown): void;
}

/**
 * Reads files at the other end by a program that every system has. What is asked for in the same turn
 * is read together, in one round trip.
 */
export class RemoteFiles {
  readonly #connect: (patience: Patience) => Promise<SshConnection>;
  readonly #deadlineMs: number;
  #asked: Asked[] = [];
  /** When a path hung last. */
  readonly #hung = new Map<string, number>();

  /** @param deadlineMs for one file, or those that are read together */
  constructor(connect: (patience: Patience) => Promise<SshConnection>, deadlineMs: number) {
    this.#connect = connect;
    this.#deadlineMs = deadlineMs;
  }

  /** The first `maxBytes` of a file. @throws NodeJS.ErrnoException; SshFailureError */
  read(path: string, maxBytes: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => this.#flush());
      this.#asked.push({ path, maxBytes, resolve, reject });
    });
  }

  #flush(): void {
    const asked = this.#asked;
    this.#asked = [];
    const isQuick = (file: Asked) => canBeBatched(file) && !this.#hasHung(file);
    const quick = asked.filter(isQuick);
    const together = quick.length > 1 ? quick : [];
    const alone = together.length > 0 ? asked.filter((file) => !isQuick(file)) : asked;
    for (const file of alone) void settle([file], () => this.#readAlone(file, this.#deadlineMs));
    for (let from = 0; from < together.length; from += MOST_FILES) {
      const files = together.slice(from, from + MOST_FILES);
      void settle(files, () => this.#readTogether(files));
    }
  }

  async #readAlone({ path, maxBytes, resolve }: Asked, deadlineMs: number): Promise<void> {
    const argv = ['head', '-c', String(maxBytes), '--', path] as const;
    const result = await this.#run({ argv }, Math.max(maxBytes, LEAST_BYTES), deadlineMs);
    if (result.kind === 'timed-out') {
      if (result.pid !== null) this.#remember(path);
      throw systemErrorOf('ETIMEDOUT', `reading ${path} did not end`);
    }
    if (result.exitCode === 0) return resolve(result.stdout);
    const words = result.stderr.toString('utf8').trim();
    throw systemErrorOf(codeInWords(words) ?? 'UNKNOWN', words);
  }

  async #readTogether(files: readonly Asked[]): Promise<void> {
    const batch = new FileBatch(files);
    const deadlineMs = this.#deadlineMs * TOGETHER_SHARE;
    const result = await this.#run({ script: batch.script }, batch.mostBytes, deadlineMs);
    if (result.kind === 'timed-out') {
      // It never began: the machine is too slow for any of them.
      if (result.pid === null) throw systemErrorOf('ETIMEDOUT', 'reading did not begin');
      // One of them hangs, and what was read before it may not have been printed yet.
      const leftMs = this.#deadlineMs - deadlineMs;
      for (const file of files) void settle([file], () => this.#readAlone(file, leftMs));
      return;
    }
    const answers = batch.answers(result.stdout, result.stderr.toString('utf8'));
    files.forEach(({ path, resolve, reject }, index) => {
      const answer = answers[index];
      if (answer?.kind === 'read') resolve(answer.bytes);
      else reject(answer?.error ?? systemErrorOf('UNKNOWN', path));
    });
  }

  #hasHung({ path }: Asked): boolean {
    return performance.now() - (this.#hung.get(path) ?? Number.NEGATIVE_INFINITY) < HUNG_MS;
  }

  #remember(path: string): void {
    this.#hung.delete(path);
    this.#hung.set(path, performance.now());
    const [oldest] = this.#hung.keys();
    if (this.#hung.size > MOST_HUNG && oldest !== undefined) this.#hung.delete(oldest);
  }

  async #run(work: Work, maxBytes: number, deadlineMs: number): Promise<Answered> {
    const { signal } = new AbortController();
    const connection = await this.#connect({ deadlineMs: this.#deadlineMs, signal });
    const result = await remoteRun(connection, work, { deadlineMs, signal, maxBytes });
    switch (result.kind) {
      case 'ended':
      case 'timed-out':
        return result;
      case 'not-started':
        throw systemErrorOf(result.code, result.message);
      case 'aborted':
        throw new SshFailureError({ kind: 'cancelled' });
      case 'lost':
        throw new SshFailureError(result.failure);
    }
  }
}

type Answered = Extract<RemoteResult, { kind: 'ended' | 'timed-out' }>;

/** What fails fails all; those that have their answer do not mind. */
async function settle(files: readonly Asked[], read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    for (const { reject } of files) reject(error);
  }
}
