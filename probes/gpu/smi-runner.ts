import { posix } from 'node:path';
import type { ExecResult, Vantage } from '../../src/vantage/types.ts';
import type { LookContext } from '../probe.ts';
import { readText, textOf } from '../system/read.ts';
import { SMI_DOCUMENT_CHARACTERS } from './smi-xml.ts';

/** A run that did not end in time, now or in an earlier look. */
export interface HungRun {
  readonly kind: 'hung';
  readonly pid: number | null;
  /** Even SIGKILL did not end it: it waits inside the driver. */
  readonly stillRunning: boolean;
  /** Letter of its state, `D` for a wait that nothing interrupts; null where not readable. */
  readonly state: string | null;
  /** The kernel function in which it waits; null where the kernel does not tell. */
  readonly wchan: string | null;
  /** Milliseconds since it was given up. */
  readonly forMs: number;
  readonly stdout: string;
}

export type SmiRun = Exclude<ExecResult, { kind: 'timed-out' }> | HungRun;

interface Stuck {
  readonly pid: number;
  readonly startTime: string;
  readonly since: number;
}

/** Part of the deadline, in milliseconds, kept for judging what the program printed. */
const JUDGING_MS = 150;
/** Short deadlines keep at most this share of themselves for it. */
const JUDGING_SHARE = 0.2;
const STAT_BYTES = 4_096;
const WCHAN_BYTES = 64;

/**
 * Runs nvidia-smi at most once at a time per program and vantage: looks at several cards of one
 * machine share a run, and while one hangs inside the driver no other is started, for each would
 * hang too and hold one more lock.
 */
export class SmiRunner {
  readonly #running = new Map<string, Promise<SmiRun>>();
  readonly #stuck = new Map<string, Stuck>();

  async run(binary: string, context: LookContext): Promise<SmiRun> {
    const key = `${context.vantage.name}\0${binary}`;
    const shared = this.#running.get(key);
    if (shared) {
      const run = await share(shared, context);
      // The look that started it was cancelled, this one was not.
      return run.kind === 'aborted' && !context.signal.aborted ? this.run(binary, context) : run;
    }
    const own = this.#start(key, binary, context);
    this.#running.set(key, own);
    try {
      return await own;
    } finally {
      this.#running.delete(key);
    }
  }

  async #start(key: string, binary: string, context: LookContext): Promise<SmiRun> {
    const { vantage, clock, signal, deadlineMs } = context;
    const stuck = this.#stuck.get(key);
    if (stuck) {
      const now = await processStat(vantage, stuck.pid);
      if (now !== null && now.startTime === stuck.startTime && !/[ZX]/.test(now.state)) {
        return {
          kind: 'hung',
          pid: stuck.pid,
          stillRunning: true,
          state: now.state,
          wchan: await processWait(vantage, stuck.pid),
          forMs: clock.monotonic() - stuck.since,
          stdout: '',
        };
      }
      this.#stuck.delete(key);
    }
    const run = await vantage.exec([binary, '-q', '-x'], {
      deadlineMs: deadlineMs - judgingMs(deadlineMs),
      signal,
      maxBytes: SMI_DOCUMENT_CHARACTERS,
    });
    if (run.kind !== 'timed-out') return run;
    return this.#giveUp(key, run, context);
  }

  async #giveUp(
    key: string,
    run: Extract<ExecResult, { kind: 'timed-out' }>,
    { vantage, clock }: LookContext,
  ): Promise<HungRun> {
    const { pid, stillRunning, state, stdout } = run;
    const hung = { kind: 'hung', pid, stillRunning, state, stdout, forMs: 0 } as const;
    if (!stillRunning || pid === null) return { ...hung, wchan: null };
    const stat = await processStat(vantage, pid);
    if (stat) this.#stuck.set(key, { pid, startTime: stat.startTime, since: clock.monotonic() });
    return { ...hung, state: state ?? stat?.state ?? null, wchan: await processWait(vantage, pid) };
  }
}

/** The result of a run that another look started, within this look's own deadline. */
function share(shared: Promise<SmiRun>, { signal, deadlineMs }: LookContext): Promise<SmiRun> {
  return new Promise((resolve) => {
    const done = (run: SmiRun) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(run);
    };
    const abort = () => done({ kind: 'aborted' });
    const late = () =>
      done({
        kind: 'hung',
        pid: null,
        stillRunning: true,
        state: null,
        wchan: null,
        forMs: 0,
        stdout: '',
      });
    const timer = setTimeout(late, deadlineMs - judgingMs(deadlineMs));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    else shared.then(done, abort);
  });
}

function judgingMs(deadlineMs: number): number {
  return Math.min(JUDGING_MS, deadlineMs * JUDGING_SHARE);
}

/** State and start time (in clock ticks since boot, as text) of a process; null when it is gone. */
async function processStat(
  vantage: Vantage,
  pid: number,
): Promise<{ state: string; startTime: string } | null> {
  const stat = textOf(
    await readText(vantage, posix.join('/proc', String(pid), 'stat'), STAT_BYTES),
  );
  // The name, in parentheses, may itself hold spaces and parentheses.
  const [state, ...rest] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const startTime = rest[18];
  return state === undefined || startTime === undefined ? null : { state, startTime };
}

async function processWait(vantage: Vantage, pid: number): Promise<string | null> {
  const path = posix.join('/proc', String(pid), 'wchan');
  const wchan = textOf(await readText(vantage, path, WCHAN_BYTES))?.trim();
  return wchan === undefined || wchan === '' || wchan === '0' ? null : wchan;
}
