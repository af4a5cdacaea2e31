import { afterNews } from '../after-news.ts';
import { keepFirst } from '../bounded-output.ts';
import type { ExecOptions } from '../types.ts';
import type { RemoteEnd, RemoteProcess, SshConnection } from './connection.ts';
import { failureOf, type SshFailure } from './failure.ts';
import {
  MARK_BYTES,
  type Marked,
  notStarted,
  remoteCommand,
  unmark,
  type Work,
} from './remote-command.ts';

/** Bytes of each output kept by default, as on this machine. */
const DEFAULT_OUTPUT_BYTES = 1_048_576;
/** Part of the deadline, in milliseconds, kept for ending a late program. */
const ENDING_MS = 500;
/** Short deadlines keep at most this share of themselves for the ending. */
const ENDING_SHARE = 0.25;
/** Shares of the ending after which SIGKILL follows, and the process is looked at. */
const KILL_SHARE = 0.3;
const INSPECT_SHARE = 0.5;
/** Milliseconds for killing a program whose caller has gone. */
const ABORTED_MS = 2_000;
/** Bytes of the answer to that look. */
const STAT_BYTES = 4_096;

/** As `ExecResult`, with bytes instead of text and the failure instead of words. */
export type RemoteResult =
  | {
      readonly kind: 'ended';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stdout: Buffer;
      readonly stderr: Buffer;
      readonly durationMs: number;
    }
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'timed-out';
      readonly pid: number | null;
      readonly stillRunning: boolean;
      readonly state: string | null;
      readonly stdout: Buffer;
      readonly stderr: Buffer;
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'lost'; readonly failure: SshFailure };

/** Runs a program at the other end of a connection, within the deadline whatever it does. */
export function remoteExec(
  connection: SshConnection,
  argv: readonly [string, ...string[]],
  { env = {}, ...options }: ExecOptions,
): Promise<RemoteResult> {
  return remoteRun(connection, { argv, env }, options);
}

/** Runs a program, or a script of ours. */
export async function remoteRun(
  connection: SshConnection,
  work: Work,
  { deadlineMs, signal, maxBytes = DEFAULT_OUTPUT_BYTES, onStart }: Omit<ExecOptions, 'env'>,
): Promise<RemoteResult> {
  const startMs = performance.now();
  const leftMs = () => Math.max(0, deadlineMs - (performance.now() - startMs));
  let process: RemoteProcess;
  try {
    process = await connection.shells.run(work, { deadlineMs, signal });
  } catch (error) {
    const failure = failureOf(error);
    return failure.kind === 'cancelled' ? { kind: 'aborted' } : { kind: 'lost', failure };
  }
  const stdout = keepFirst(process.stdout, maxBytes + MARK_BYTES);
  const stderr = keepFirst(process.stderr, maxBytes);
  const begun = () => unmark(stdout.bytes());
  onStart?.(() => begun()?.pid ?? null);
  const ending = await new Ending(connection, process, begun).wait(leftMs(), signal);
  process.close();

  if (ending.kind === 'aborted') return ending;
  if (ending.kind === 'lost') return ending;
  const marked = unmark(stdout.bytes());
  const output = {
    stdout: (marked?.stdout ?? Buffer.alloc(0)).subarray(0, maxBytes),
    stderr: stderr.bytes(),
  };
  if (ending.kind === 'late') {
    return { kind: 'timed-out', pid: marked?.pid ?? null, ...ending.found, ...output };
  }
  if (!marked && process.isBorrowed) {
    const again = { deadlineMs: leftMs(), signal, maxBytes };
    return remoteRun(connection, work, onStart ? { ...again, onStart } : again);
  }
  if (!marked) return { kind: 'lost', failure: otherCommand(stdout.text(), stderr.text()) };
  const refused = notStarted(ending.exitCode, stderr.text());
  if (refused) return { kind: 'not-started', ...refused };
  const { exitCode, signal: signalName } = ending;
  const durationMs = performance.now() - startMs;
  return { kind: 'ended', exitCode, signal: signalName, ...output, durationMs };
}

interface Found {
  readonly stillRunning: boolean;
  readonly state: string | null;
}

type Ended =
  | RemoteEnd
  | { readonly kind: 'aborted' }
  | { readonly kind: 'late'; readonly found: Found };

/** Waits for the end of a command, helps it along when it is late, and gives up in time. */
class Ending {
  readonly #connection: SshConnection;
  readonly #process: RemoteProcess;
  readonly #begun: () => Marked | undefined;
  readonly #callOffs: (() => void)[] = [];
  /** What is known of a command that was killed and has not been heard of since. */
  #found: Found = { stillRunning: true, state: null };

  constructor(connection: SshConnection, process: RemoteProcess, begun: () => Marked | undefined) {
    this.#connection = connection;
    this.#process = process;
    this.#begun = begun;
  }

  wait(leftMs: number, signal: AbortSignal): Promise<Ended> {
    const endingMs = Math.min(ENDING_MS, leftMs * ENDING_SHARE);
    const lateMs = leftMs - endingMs;
    return new Promise((resolve) => {
      let isLate = false;
      const done = (ended: Ended) => {
        for (const callOff of this.#callOffs) callOff();
        signal.removeEventListener('abort', abort);
        resolve(ended);
      };
      const abort = () => {
        this.#process.signal('KILL');
        void this.#inspect(ABORTED_MS, new AbortController().signal);
        done({ kind: 'aborted' });
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) return abort();
      this.#after(lateMs, () => {
        isLate = true;
        if (!this.#process.signal('TERM')) void this.#inspect(endingMs, signal);
      });
      this.#after(lateMs + endingMs * KILL_SHARE, () => void this.#process.signal('KILL'));
      this.#after(lateMs + endingMs * INSPECT_SHARE, () => {
        this.#inspect(endingMs * (1 - INSPECT_SHARE), signal);
      });
      this.#after(leftMs, () => done({ kind: 'late', found: this.#found }));
      this.#process.ended.then((end) => {
        if (!isLate || end.kind === 'lost') done(end);
        else done({ kind: 'late', found: { stillRunning: false, state: null } });
      });
    });
  }

  #after(delayMs: number, act: () => void): void {
    this.#callOffs.push(afterNews(delayMs, act));
  }

  /** Kills it once more, by a command of its own, where signals were not taken; and asks for its state. */
  async #inspect(deadlineMs: number, signal: AbortSignal): Promise<void> {
    const { pid = 0, group = 0 } = this.#begun() ?? {};
    // Every process, and that of the machine itself, are no commands of ours.
    if (pid <= 1 || group <= 1) return;
    const script = `kill -KILL -${group} || kill -KILL ${pid}; cat /proc/${pid}/stat`;
    const process = await this.#connection
      .start(remoteCommand({ script }), { deadlineMs, signal })
      .catch(() => undefined);
    if (!process) return;
    const stdout = keepFirst(process.stdout, STAT_BYTES);
    keepFirst(process.stderr, 0);
    this.#after(deadlineMs, () => process.close());
    const end = await process.ended;
    const stat = unmark(stdout.bytes())?.stdout.toString('latin1');
    if (end.kind !== 'ended' || stat === undefined) return;
    this.#found = stateIn(stat);
  }
}

/** A process that is gone, or a zombie that only nobody has asked for yet, runs no more. */
function stateIn(stat: string): Found {
  const state = stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
  const isOver = state === '' || state === 'Z' || state === 'X';
  return isOver ? { stillRunning: false, state: null } : { stillRunning: true, state };
}

function otherCommand(stdout: string, stderr: string): SshFailure {
  const words = [stderr, stdout].map((text) => text.trim().split('\n')[0]).find(Boolean);
  return {
    kind: 'no-commands',
    detail: words ?? 'it ended without running the command (ForceCommand, or no shell?)',
  };
}
