import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../platform/clock.ts';
import { afterNews } from '../after-news.ts';
import { keepFirst } from '../bounded-output.ts';
import { processState } from '../process-state.ts';
import type { ExecOptions, ExecResult } from '../types.ts';
import { endLate, MARK, staysMarked } from './end-late.ts';
import type { Engine } from './engine.ts';
import { Frames } from './frames.ts';
import { notStarted, type Started, startExec } from './start-exec.ts';
import { lostBy } from './subject.ts';

/** Bytes of each output kept by default, as on this machine. */
const DEFAULT_OUTPUT_BYTES = 1_048_576;
/** Part of the deadline kept for ending a late program: two questions to Docker, and a wait. */
const ENDING_MS = 1_000;
/** Short deadlines keep at most this share of themselves for the ending. */
const ENDING_SHARE = 0.25;
/** Milliseconds for a question about a program that has ended. */
const QUESTION_MS = 2_000;
/** The same for a program that was left behind: a busy daemon may take its time. */
const ABANDONED_MS = 15_000;
/** How often and in what milliseconds it is asked whether such a program has started, or ended, by now. */
const MOST_QUESTIONS = 40;
const BETWEEN_QUESTIONS_MS = 500;
/** Milliseconds after which such a program is left to its container. */
const GIVEN_UP_MS = 60_000;
/** Bytes in which Docker's runtime says why a program did not start, however few are to be kept. */
const WORDS_BYTES = 2_048;

/** How to ask the daemon for the time of one work: ended by the signal. */
export type OpenEngine = (signal: AbortSignal) => Promise<Engine>;

/** Runs a program in a container through Docker's API. */
export async function execInContainer(
  open: OpenEngine,
  container: string,
  argv: readonly [string, ...string[]],
  { deadlineMs, signal, maxBytes = DEFAULT_OUTPUT_BYTES, env }: ExecOptions,
): Promise<ExecResult> {
  if (signal.aborted) return { kind: 'aborted' };
  const startedAt = systemClock.monotonic();
  const elapsedMs = () => systemClock.monotonic() - startedAt;
  const endingMs = Math.min(ENDING_MS, deadlineMs * ENDING_SHARE);
  const mark = randomUUID();
  const engine = await open(signal);
  try {
    const request = { container, argv, input: false, env: { ...env, [MARK]: mark } };
    const answer = await startExec(engine, request, deadlineMs - endingMs);
    if (answer.kind === 'failure') {
      if (answer.doubtful) void endAbandoned(open, answer.doubtful.id, container, mark);
      return refusedToStart(answer.failure) ?? lostBy(answer.failure, container);
    }
    const output = outputOf(answer.value, maxBytes);
    const ending = await ended(output.over, deadlineMs - endingMs - elapsedMs(), signal);
    const { stdout, stderr } = output;
    if (ending === 'aborted') {
      void endAbandoned(open, answer.value.exec.id, container, mark);
      return { kind: 'aborted' };
    }
    if (ending === 'late') {
      const left = { deadlineMs: deadlineMs - elapsedMs(), mark, container };
      const late = await timedOut(engine, answer.value, left);
      // A daemon that is busy is asked again when nobody waits for it.
      if (late.stillRunning) void endAbandoned(open, answer.value.exec.id, container, mark);
      return { ...late, stdout: stdout(), stderr: stderr() };
    }
    const durationMs = elapsedMs();
    const state = await engine.ask(Math.max(QUESTION_MS, deadlineMs - durationMs), () =>
      answer.value.exec.inspect(),
    );
    if (state.kind === 'failure') return lostBy(state.failure, container);
    const exitCode = state.value.ExitCode;
    return (
      notStarted(exitCode, output.said()) ?? {
        kind: 'ended',
        exitCode,
        signal: null,
        stdout: stdout(),
        stderr: stderr(),
        durationMs,
      }
    );
  } finally {
    engine.close();
  }
}

/** Newer daemons, and Podman, refuse to start what does not exist instead of writing that. */
function refusedToStart(failure: { readonly kind: string }): ExecResult | undefined {
  if (failure.kind !== 'status' || !('message' in failure)) return undefined;
  const message = String(failure.message);
  if (
    !/executable file .*not found|no such file or directory.*OCI|permission denied.*OCI/is.test(
      message,
    )
  ) {
    return undefined;
  }
  return {
    kind: 'not-started',
    code: /not found|no such/i.test(message) ? 'ENOENT' : 'EACCES',
    message,
  };
}

function outputOf({ stream }: Started, maxBytes: number) {
  const errors = new PassThrough();
  const frames = new Frames((chunk) => errors.write(chunk));
  const stdout = keepFirst(frames, maxBytes);
  const stderr = keepFirst(errors, maxBytes);
  const words = [keepFirst(frames, WORDS_BYTES), keepFirst(errors, WORDS_BYTES)];
  // Only when both have been read to their end is nothing missing.
  const over = new Promise<void>((resolve) => {
    frames.once('end', () => errors.end());
    errors.once('end', resolve);
  });
  stream.once('close', () => frames.end());
  stream.pipe(frames);
  const said = () => words.map(({ text }) => text()).join('');
  return { over, stdout: stdout.text, stderr: stderr.text, said };
}

function ended(
  over: Promise<void>,
  timeMs: number,
  signal: AbortSignal,
): Promise<'by itself' | 'late' | 'aborted'> {
  return new Promise((resolve) => {
    const done = (ending: 'by itself' | 'late' | 'aborted') => {
      callOff();
      signal.removeEventListener('abort', abort);
      resolve(ending);
    };
    const abort = () => done('aborted');
    const callOff = afterNews(timeMs, () => done('late'));
    signal.addEventListener('abort', abort, { once: true });
    void over.then(() => done('by itself'));
  });
}

interface Late {
  readonly deadlineMs: number;
  readonly mark: string;
  readonly container: string;
}

async function timedOut(engine: Engine, { exec }: Started, { deadlineMs, mark, container }: Late) {
  const share = Math.max(1, deadlineMs / 3);
  const before = await engine.ask(share, () => exec.inspect());
  const pid = before.kind === 'answer' ? pidOf(before.value) : null;
  if (pid === null) return { kind: 'timed-out', pid, stillRunning: true, state: null } as const;
  const isHere = await endLate(engine, container, pid, mark, share);
  const stillRunning = isHere
    ? await staysMarked(pid, mark, share)
    : await staysRunning(engine, exec, share);
  const state = stillRunning && isHere ? processState(pid) : null;
  return { kind: 'timed-out', pid, stillRunning, state } as const;
}

async function staysRunning(engine: Engine, exec: Started['exec'], timeMs: number) {
  const after = await engine.ask(timeMs, () => exec.inspect());
  return after.kind === 'answer' ? after.value.Running : true;
}

/** The types of dockerode leave some of the answer out. */
function pidOf(answer: { readonly Pid?: number }): number | null {
  return answer.Pid || null;
}

/**
 * After the look: what it started, or was about to start, is ended, and nobody waits for that. It is seen to have
 * ended: a program that is about to begin does not carry its mark yet, and goes on.
 */
export async function endAbandoned(
  open: OpenEngine,
  id: string,
  container: string,
  mark: string,
): Promise<void> {
  const engine = await open(AbortSignal.timeout(GIVEN_UP_MS));
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const answer = await engine.ask(ABANDONED_MS, (docker) => docker.getExec(id).inspect());
    if (answer.kind === 'failure' && answer.failure.kind !== 'timeout') break;
    if (answer.kind === 'answer') {
      const pid = pidOf(answer.value);
      if (answer.value.Running && pid !== null) {
        await endLate(engine, container, pid, mark, ABANDONED_MS);
      } else if (answer.value.ExitCode !== null) break;
    }
    await pause(BETWEEN_QUESTIONS_MS, undefined, { ref: false });
  }
  engine.close();
}
