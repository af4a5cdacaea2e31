import { posix } from 'node:path';
import { afterNews } from '../../src/vantage/after-news.ts';
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
  /** Null where the vantage could not tell it. */
  readonly pid: number | null;
  readonly startTime: string;
  readonly since: number;
}

/** Name or path of a tool, and what it is asked. */
export type SmiCommand = readonly [binary: string, ...string[]];

/** Part of the deadline, in milliseconds, kept for judging what the program printed. */
const JUDGING_MS = 150;
/** Short deadlines keep at most this share of themselves for it. */
const JUDGING_SHARE = 0.2;
/** A run that hangs somewhere unknown is taken to hang for as long: a minute. */
const UNKNOWN_STUCK_MS = 60_000;
const STAT_BYTES = 4_096;
const WCHAN_BYTES = 64;

/**
 * Runs the tools of one driver one at a time per machine: looks at several cards share a run of the
 * same command, others wait for each other, and while one hangs inside the driver no other is
 * started, for each would hang too and hold one more lock.
 */
export class SmiRunner {
  readonly #running = new Map<string, Promise<SmiRun>>();
  readonly #last = new Map<string, Promise<SmiRun>>();
  readonly #stuck = new Map<string, Stuck>();
  /** How to learn the number of what runs now. */
  readonly #pids = new Map<string, () => number | null>();

  async run(command: SmiCommand, context: LookContext): Promise<SmiRun> {
    const machine = machineOf(command[0], context.vantage);
    const key = [machine, ...command.slice(1)].join('\0');
    const shared = this.#running.get(key);
    if (shared) {
      const run = await share(shared, context);
      // The look that started it was cancelled, this one was not.
      return run.kind === 'aborted' && !context.signal.aborted ? this.run(command, context) : run;
    }
    const waits = this.#last.has(machine);
    const own = this.#afterLast(machine, command, context);
    this.#running.set(key, own);
    this.#last.set(machine, own);
    const forget = () => {
      if (this.#running.get(key) === own) this.#running.delete(key);
      if (this.#last.get(machine) === own) this.#last.delete(machine);
    };
    own.then(forget, forget);
    // What it starts at once ends within its own deadline; what it waits for may not.
    return waits ? share(own, context) : own;
  }

  /**
   * A run that hung was the only thing there that was silent, as far as anybody could tell; where that is not so, and nobody
   * saw it hang since, it counts no longer.
   */
  doubt(binary: string, { vantage }: LookContext): void {
    const machine = machineOf(binary, vantage);
    if (this.#stuck.get(machine)?.pid === null) this.#stuck.delete(machine);
  }

  /** Number of the process that is asked now, or that hung before. */
  pidOf(binary: string, { vantage }: LookContext): number | null {
    const machine = machineOf(binary, vantage);
    return this.#pids.get(machine)?.() ?? this.#stuck.get(machine)?.pid ?? null;
  }

  async #afterLast(machine: string, command: SmiCommand, context: LookContext): Promise<SmiRun> {
    const last = this.#last.get(machine);
    if (!last) return this.#start(machine, command, context);
    const startedAt = context.clock.monotonic();
    await last;
    const leftMs = context.deadlineMs - (context.clock.monotonic() - startedAt);
    // The one before took all of the time: it has told that already.
    if (leftMs <= judgingMs(context.deadlineMs)) return { ...hungUnseen, stillRunning: false };
    return this.#start(machine, command, { ...context, deadlineMs: leftMs });
  }

  async #start(machine: string, command: SmiCommand, context: LookContext): Promise<SmiRun> {
    const stuck = this.#stuck.get(machine);
    const still = stuck === undefined ? null : await this.#stillStuck(stuck, context);
    if (still !== null) return still;
    this.#stuck.delete(machine);
    const { vantage, signal, deadlineMs } = context;
    const run = await vantage.exec([...command], {
      deadlineMs: deadlineMs - judgingMs(deadlineMs),
      signal,
      maxBytes: SMI_DOCUMENT_CHARACTERS,
      onStart: (pid) => this.#pids.set(machine, pid),
    });
    this.#pids.delete(machine);
    if (run.kind !== 'timed-out') return run;
    return this.#giveUp(machine, run, context);
  }

  /** What is known of a run that hung; null when it is gone. */
  async #stillStuck(stuck: Stuck, { vantage, clock }: LookContext): Promise<SmiRun | null> {
    const forMs = clock.monotonic() - stuck.since;
    if (stuck.pid === null) {
      return forMs < UNKNOWN_STUCK_MS ? { ...hungUnseen, forMs } : null;
    }
    const stat = await processStat(vantage, stuck.pid);
    // Who cannot see the process does not know that it is gone, and must not start another.
    if (stat === 'unreadable') {
      return {
        kind: 'lost',
        message: `cannot see on ${vantage.name} whether an earlier run hangs`,
      };
    }
    if (stat === null || stat.startTime !== stuck.startTime || /[ZX]/.test(stat.state)) return null;
    return {
      ...hungUnseen,
      pid: stuck.pid,
      state: stat.state,
      wchan: await processWait(vantage, stuck.pid),
      forMs,
    };
  }

  async #giveUp(
    machine: string,
    run: Extract<ExecResult, { kind: 'timed-out' }>,
    { vantage, clock }: LookContext,
  ): Promise<HungRun> {
    const { pid, stillRunning, state, stdout } = run;
    const hung = { ...hungUnseen, pid, stillRunning, state, stdout };
    if (!stillRunning) return hung;
    const since = clock.monotonic();
    const stat = pid === null ? null : await processStat(vantage, pid);
    if (pid === null || stat === 'unreadable') {
      this.#stuck.set(machine, { pid: null, startTime: '', since });
      return hung;
    }
    if (stat) this.#stuck.set(machine, { pid, startTime: stat.startTime, since });
    return { ...hung, state: state ?? stat?.state ?? null, wchan: await processWait(vantage, pid) };
  }
}

/** Looks with one tool at one machine know of each other. */
function machineOf(binary: string, { name }: Vantage): string {
  return `${name}\0${binary}`;
}

/** A run that hangs and of which nothing else is known. */
const hungUnseen: HungRun = {
  kind: 'hung',
  pid: null,
  stillRunning: true,
  state: null,
  wchan: null,
  forMs: 0,
  stdout: '',
};

/** The result of a run that another look started or that waits for one, within this look's deadline. */
function share(shared: Promise<SmiRun>, { signal, deadlineMs }: LookContext): Promise<SmiRun> {
  return new Promise((resolve) => {
    const done = (run: SmiRun) => {
      callOff();
      signal.removeEventListener('abort', abort);
      resolve(run);
    };
    const abort = () => done({ kind: 'aborted' });
    const callOff = afterNews(deadlineMs - judgingMs(deadlineMs), () => done(hungUnseen));
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
): Promise<{ state: string; startTime: string } | 'unreadable' | null> {
  const path = posix.join('/proc', String(pid), 'stat');
  const reading = await readText(vantage, path, STAT_BYTES);
  if (reading.kind === 'failed') return 'unreadable';
  const stat = textOf(reading);
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
