import type { SshConnection } from './connection.ts';
import { SshFailureError } from './failure.ts';
import { canBeBatched, type FileAnswer, FileBatch, type WantedFile } from './file-batch.ts';
import type { Work } from './remote-command.ts';
import { type RemoteResult, remoteRun } from './remote-exec.ts';
import type { Patience } from './slots.ts';
import { codeInWords, systemErrorOf } from './strerror.ts';

/** Bytes kept of what a program says, however few of the file are wanted: its complaint must be whole. */
const LEAST_BYTES = 4_096;
/** Files that are read by one command. */
const MOST_FILES = 48;

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
    const together = asked.filter(canBeBatched);
    const alone = together.length > 1 ? asked.filter((file) => !canBeBatched(file)) : asked;
    for (const file of alone) void settle([file], () => this.#readAlone(file));
    if (together.length < 2) return;
    for (let from = 0; from < together.length; from += MOST_FILES) {
      const files = together.slice(from, from + MOST_FILES);
      void settle(files, () => this.#readTogether(files));
    }
  }

  async #readAlone({ path, maxBytes, resolve }: Asked): Promise<void> {
    const argv = ['head', '-c', String(maxBytes), '--', path] as const;
    const result = await this.#run({ argv }, Math.max(maxBytes, LEAST_BYTES));
    if (result.kind === 'timed-out') throw didNotEnd(path);
    if (result.exitCode === 0) return resolve(result.stdout);
    const words = result.stderr.toString('utf8').trim();
    throw systemErrorOf(codeInWords(words) ?? 'UNKNOWN', words);
  }

  async #readTogether(files: readonly Asked[]): Promise<void> {
    const batch = new FileBatch(files);
    const result = await this.#run({ script: batch.script }, batch.mostBytes);
    const isWhole = result.kind === 'ended';
    const answers = batch.answers(result.stdout, result.stderr.toString('utf8'), isWhole);
    const unanswered = files.filter((file, index) => !isAnswered(file, answers[index]));
    const [hanging, ...behind] = unanswered;
    if (!hanging) return;
    if (isWhole) {
      for (const { path, reject } of unanswered) reject(systemErrorOf('UNKNOWN', path));
      return;
    }
    hanging.reject(didNotEnd(hanging.path));
    // Those behind it were not come to. Each round is shorter by one at least.
    if (behind.length > 0) await this.#readTogether(behind);
  }

  async #run(work: Work, maxBytes: number): Promise<Answered> {
    const patience = { deadlineMs: this.#deadlineMs, signal: new AbortController().signal };
    const connection = await this.#connect(patience);
    const result = await remoteRun(connection, work, { ...patience, maxBytes });
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

function isAnswered(file: Asked, answer: FileAnswer | undefined): boolean {
  if (answer?.kind === 'read') file.resolve(answer.bytes);
  if (answer?.kind === 'refused') file.reject(answer.error);
  return answer !== undefined && answer.kind !== 'unanswered';
}

function didNotEnd(path: string): NodeJS.ErrnoException {
  return systemErrorOf('ETIMEDOUT', `reading ${path} did not end`);
}
