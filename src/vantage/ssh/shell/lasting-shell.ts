import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RemoteEnd, RemoteProcess, TalkingProcess } from '../connection.ts';
import { lineFor, type Work } from '../remote-command.ts';
import { Frame } from './frame.ts';

/** Bytes of the word that frames a command: what it prints cannot hold it by chance or by malice. */
const NONCE_BYTES = 12;

interface Running {
  readonly frames: readonly [stdout: Frame, stderr: Frame];
  end(end: RemoteEnd): void;
}

/**
 * A POSIX shell at the other end that runs one command after another. Starting a program from it costs
 * a sixth of what a session of its own does: no session, no login shell, no second shell.
 */
export class LastingShell {
  readonly #process: TalkingProcess;
  #running: Running | undefined;
  /** What each output said before the first command: why there is no shell, perhaps. */
  #preface: readonly [Buffer[], Buffer[]] | undefined = [[], []];
  #hasEnded = false;

  constructor(process: TalkingProcess) {
    this.#process = process;
    const outputs = [process.stdout, process.stderr];
    for (const [index, output] of outputs.entries()) {
      output.on('data', (chunk: Buffer) => this.#take(index, chunk));
      output.on('error', () => {});
    }
    process.stdin.on('error', () => {});
    process.ended.then((end) => {
      this.#hasEnded = true;
      this.#running?.end(end);
    });
  }

  /** Settles once it runs nothing any more. */
  get ended(): Promise<unknown> {
    return this.#process.ended;
  }

  /**
   * Runs one command; the one before must have ended.
   * @param release told once: whether the shell can run another
   */
  run(work: Work, release: (isFree: boolean) => void): RemoteProcess {
    const preface = this.#preface;
    const isBorrowed = preface === undefined;
    this.#preface = undefined;
    const nonce = randomBytes(NONCE_BYTES).toString('hex');
    const marks = { begin: `b${nonce}`, end: `e${nonce}` };
    const streams = [new Readable({ read() {} }), new Readable({ read() {} })] as const;
    const [stdout, stderr] = streams;
    const frameOf = (stream: Readable) => new Frame(marks, (bytes) => void stream.push(bytes));
    let wasDisturbed = false;
    let isOver = false;
    const ended = new Promise<RemoteEnd>((resolve) => {
      const frames = [frameOf(stdout), frameOf(stderr)] as const;
      const end = (how: RemoteEnd) => {
        isOver = true;
        this.#running = undefined;
        for (const frame of frames) frame.flush();
        resolve(how);
      };
      this.#running = { frames, end };
      for (const index of [0, 1])
        for (const chunk of preface?.[index] ?? []) this.#take(index, chunk);
      if (this.#hasEnded) this.#process.ended.then(end);
      else this.#process.stdin.write(lineFor(work, marks.begin, marks.end));
    });
    let isReleased = false;
    const close = () => {
      if (isReleased) return;
      isReleased = true;
      const isFree = isOver && !wasDisturbed && !this.#hasEnded;
      if (!isFree) this.close();
      release(isFree);
    };
    const signal = (name: 'TERM' | 'KILL') => {
      wasDisturbed = true;
      return this.#process.signal(name);
    };
    return { stdout, stderr, ended, signal, close, isBorrowed };
  }

  close(): void {
    this.#process.close();
  }

  #take(index: number, chunk: Buffer): void {
    const running = this.#running;
    if (!running) {
      this.#preface?.[index]?.push(chunk);
      return;
    }
    running.frames[index]?.take(chunk);
    const [{ status }, stderr] = running.frames;
    if (status === undefined || stderr.status === undefined) return;
    running.end({ kind: 'ended', exitCode: Number(status), signal: null });
  }
}
