import type { ChildProcess } from 'node:child_process';
import { systemClock } from '../platform/clock.ts';
import { afterNews } from './after-news.ts';
import { keepFirst } from './bounded-output.ts';
import { processState } from './process-state.ts';
import type { ExecOptions, ExecResult } from './types.ts';

/** Bytes of each output kept by default: `nvidia-smi -q -x` of 16 cards is about 500 kB. */
const DEFAULT_OUTPUT_BYTES = 1_048_576;
/** Part of the deadline, in milliseconds, kept for ending a late program: two signals and a wait. */
const ENDING_MS = 500;
/** Short deadlines keep at most this share of themselves for the ending. */
const ENDING_SHARE = 0.25;
/** Share of the ending in which a program may still react to SIGTERM before SIGKILL follows. */
const POLITE_SHARE = 0.3;
/** Milliseconds to wait for the pipes of a program that has ended: a daemon it left may hold them. */
const PIPE_GRACE_MS = 150;

type Signal = 'SIGTERM' | 'SIGKILL';
/** Signals a program and what it started. */
export type Kill = (child: { kill(signal: Signal): boolean }, signal: Signal) => void;
const killForReal: Kill = (child, signal) => child.kill(signal);

/**
 * Runs a program of this machine, `LC_ALL=C`, without input, in a process group of its own.
 * Resolves within `deadlineMs` whatever the program does, and then holds neither the event loop
 * nor the exit of this process.
 *
 * @param kill replaced only by the test of a program that SIGKILL does not end
 */
export async function execLocal(
  argv: readonly [string, ...string[]],
  options: ExecOptions,
  kill: Kill = killForReal,
): Promise<ExecResult> {
  const startedAt = systemClock.monotonic();
  // Loaded with the first program that runs: it takes 60 ms, and many sessions run none.
  const { execa } = await import('execa');
  if (options.signal.aborted) return { kind: 'aborted' };

  const [file, ...args] = argv;
  const child = execa(file, args, {
    env: { LC_ALL: 'C', ...options.env },
    stdin: 'ignore',
    buffer: false,
    reject: false,
    killDescendants: true,
    // What is left at the exit of this process goes with it, however stubborn.
    killSignal: 'SIGKILL',
    forceKillAfterDelay: false,
  });
  const { pid, nodeChildProcess: process, stdout, stderr } = child;
  if (pid === undefined) return notStarted(await child);
  options.onStart?.(() => pid);

  const maxBytes = options.maxBytes ?? DEFAULT_OUTPUT_BYTES;
  const keptStdout = keepFirst(stdout, maxBytes);
  const keptStderr = keepFirst(stderr, maxBytes);
  const leftMs = Math.max(0, options.deadlineMs - (systemClock.monotonic() - startedAt));
  const ending = await ended(process, leftMs, options.signal, (signal) => kill(child, signal));

  stdout.destroy();
  stderr.destroy();
  process.unref();

  const output = { stdout: keptStdout.text(), stderr: keptStderr.text() };
  switch (ending) {
    case 'aborted':
      return { kind: 'aborted' };
    case 'by itself': {
      const durationMs = systemClock.monotonic() - startedAt;
      const { exitCode, signalCode: signal } = process;
      return { kind: 'ended', exitCode, signal, ...output, durationMs };
    }
    case 'killed':
      return { kind: 'timed-out', pid, stillRunning: false, state: null, ...output };
    case 'not at all':
      return { kind: 'timed-out', pid, stillRunning: true, state: processState(pid), ...output };
  }
}

type Ending = 'by itself' | 'killed' | 'not at all' | 'aborted';

/** Waits for the end of a program, helps it along when it is late, and gives up after `leftMs`. */
function ended(
  process: ChildProcess,
  leftMs: number,
  abortSignal: AbortSignal,
  kill: (signal: Signal) => void,
): Promise<Ending> {
  const endingMs = Math.min(ENDING_MS, leftMs * ENDING_SHARE);
  return new Promise((resolve) => {
    let late = false;
    let callOffs: (() => void)[] = [];
    const after = (delayMs: number, act: () => void) => callOffs.push(afterNews(delayMs, act));
    const clear = () => {
      for (const callOff of callOffs) callOff();
      callOffs = [];
    };
    const done = (ending: Ending) => {
      clear();
      abortSignal.removeEventListener('abort', abort);
      resolve(ending);
    };
    const abort = () => {
      if (process.exitCode === null && process.signalCode === null) kill('SIGKILL');
      done('aborted');
    };
    abortSignal.addEventListener('abort', abort, { once: true });

    after(leftMs - endingMs, () => {
      late = true;
      kill('SIGTERM');
    });
    after(leftMs - endingMs * (1 - POLITE_SHARE), () => kill('SIGKILL'));
    after(leftMs, () => done('not at all'));
    process.once('exit', () => {
      // From here on its number may belong to another process: no more signals.
      clear();
      const ending = late ? 'killed' : 'by itself';
      after(PIPE_GRACE_MS, () => done(ending));
      process.once('close', () => done(ending));
    });
  });
}

function notStarted(result: { code?: string | undefined; originalMessage?: string | undefined }) {
  return {
    kind: 'not-started',
    code: result.code ?? 'UNKNOWN',
    message: result.originalMessage ?? 'the program could not be started',
  } as const;
}
