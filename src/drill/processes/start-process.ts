import { setTimeout as pause } from 'node:timers/promises';
import { WeaklinkError } from '../../platform/errors.ts';
import { ExitCode } from '../../platform/exit-codes.ts';
import { createRedactor } from '../../text/redact.ts';
import { safe, sanitise } from '../../text/sanitise.ts';
import type { ProcessPlan } from '../types.ts';
import { answers } from './answers.ts';
import { KeptProcess } from './kept-process.ts';

/** Milliseconds in which a process must answer. */
const READY_MS = 20_000;
/** Milliseconds between two tries to reach it. */
const TRY_EVERY_MS = 50;
/** Characters of its last words that an error repeats. */
const LAST_WORDS_CHARACTERS = 400;

/** A process of the scenario. Its identity is always that of the latest start. */
export interface StartedProcess {
  readonly pid: number;
  /** The kernel's start time, field 22 of /proc/<pid>/stat. */
  readonly startTicks: string;
  /** Resolves when it and all that it started are gone. Idempotent. */
  stop(): Promise<void>;
  /** Ends what is left of it, starts it again, and waits until it answers. */
  restart(): Promise<void>;
}

/**
 * Starts a process of a scenario, in a group of its own, and waits until it answers. It ends when
 * this process ends, also by SIGKILL.
 *
 * @throws WeaklinkError E_DRILL_PROCESS with its last words; nothing is left running then
 */
export async function startProcess(
  plan: ProcessPlan,
  signal: AbortSignal,
): Promise<StartedProcess> {
  const kept = new KeptProcess(plan.argv);
  await bringUp(plan, kept, signal);
  return {
    get pid() {
      return kept.identity.pid;
    },
    get startTicks() {
      return kept.identity.startTicks;
    },
    stop: () => kept.stop(),
    async restart() {
      await kept.stop();
      // A restart undoes a fault: it goes on when the drill is being ended.
      await bringUp(plan, kept, new AbortController().signal);
    },
  };
}

async function bringUp(plan: ProcessPlan, kept: KeptProcess, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    await kept.start().catch(({ message }: Error) => {
      throw failure(plan, message, kept);
    });
    if (plan.ready !== null) await untilReady(plan, plan.ready, kept, signal);
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

async function untilReady(
  plan: ProcessPlan,
  address: string,
  kept: KeptProcess,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + READY_MS;
  while (!(await answers(address))) {
    signal.throwIfAborted();
    if (kept.ended !== null) throw failure(plan, `ended (${kept.ended})`, kept);
    if (performance.now() > giveUpAt) throw failure(plan, `does not answer at ${address}`, kept);
    await pause(TRY_EVERY_MS);
  }
  // Somebody else may listen there, while this process has failed for that very reason.
  if (kept.ended !== null) throw failure(plan, `ended (${kept.ended})`, kept);
}

function failure({ name }: ProcessPlan, what: string, { output }: KeptProcess): WeaklinkError {
  const tail = createRedactor().redact(output).trim().slice(-LAST_WORDS_CHARACTERS);
  const said = tail === '' ? '' : safe`; it said: ${sanitise(tail.replaceAll(/\s+/g, ' '))}`;
  return new WeaklinkError({
    code: 'E_DRILL_PROCESS',
    message: safe`the process "${name}" of the scenario ${what}${said}`,
    hint: 'Start it by hand with the same arguments to see all that it says.',
    exitCode: ExitCode.CouldNotLook,
  });
}
