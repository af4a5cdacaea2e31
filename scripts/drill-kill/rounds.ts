import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Lease, leaseSchema } from '../../src/drill/leases/lease.ts';
import { ownSubject } from './own-subject.ts';
import { childrenOf, commandOf } from './processes.ts';
import { sandboxSubject } from './sandbox-subject.ts';
import type { Left } from './subject.ts';

/** Milliseconds until the first fault must be in force. */
const FIRST_FAULT_MS = 150_000;
/** Milliseconds in which everything must be undone after the kill. */
const UNDONE_MS = 60_000;
const LOOK_EVERY_MS = 10;

export interface KillRound extends Left {
  /** Milliseconds after the first lease at which the drill was killed. */
  readonly killedAfterMs: number;
  /** Leases on disk at that moment. */
  readonly leases: number;
  readonly watchdogKilledToo: boolean;
  /** Exit code of `drill undo`; null where the watchdog did it. */
  readonly undoExitCode: number | null;
  /** Milliseconds from the kill until nothing was left. */
  readonly undoneAfterMs: number;
  /** Leases and directories of runs. */
  readonly leasesLeft: number;
}

export interface KillOptions {
  /** The bundle: `dist/main.js`. */
  readonly entry: string;
  /** A directory of this round's own, which it fills. */
  readonly directory: string;
  /** What is broken: the sandbox, or a process, a proxy and files. */
  readonly world: 'sandbox' | 'own';
  readonly killWatchdog: boolean;
  readonly random: () => number;
}

/** Starts a drill, kills it with SIGKILL at a random moment while it injects, and counts what is left. */
export async function killRound(options: KillOptions): Promise<KillRound> {
  const { entry, directory, world, killWatchdog, random } = options;
  const subject = world === 'sandbox' ? sandboxSubject() : await ownSubject(directory);
  const state = join(directory, 'state');
  const drills = join(state, 'drills');
  const drill = start(entry, state, ['drill', 'run', subject.scenario, '--allow-inject']);
  const ended = once(drill, 'exit');
  const begun = () => leasesIn(drills).length > 0 || drill.exitCode !== null;
  await until(FIRST_FAULT_MS, async () => begun());
  if (drill.exitCode !== null) throw new Error(`the drill ended by itself with ${drill.exitCode}`);
  subject.remember(leasesIn(drills));
  const killedAfterMs = random() * subject.injectsMs;
  await pause(killedAfterMs);
  const leases = leasesIn(drills).length;
  if (killWatchdog) {
    const children = childrenOf(drill.pid ?? 0);
    for (const pid of children)
      if (commandOf(pid).includes('watchdog')) process.kill(pid, 'SIGKILL');
  }
  drill.kill('SIGKILL');
  const killedMs = performance.now();
  await ended;
  let undoExitCode: number | null = null;
  if (killWatchdog) {
    const undo = start(entry, state, ['drill', 'undo']);
    [undoExitCode] = (await once(undo, 'exit')) as [number | null];
  }
  const count = async () => ({
    // A run that is tidied away has left nothing; one that is not has work left.
    leasesLeft: leasesIn(drills).length + runsIn(drills).length,
    ...(await subject.left()),
  });
  await until(UNDONE_MS, async () => Object.values(await count()).every((left) => left === 0));
  return {
    killedAfterMs: Math.round(killedAfterMs),
    leases,
    watchdogKilledToo: killWatchdog,
    undoExitCode,
    undoneAfterMs: Math.round(performance.now() - killedMs),
    ...(await count()),
  };
}

function start(entry: string, state: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [entry, ...args, '--state-dir', state], { stdio: 'ignore' });
}

function runsIn(drills: string): readonly string[] {
  try {
    return readdirSync(drills).map((name) => join(drills, name));
  } catch {
    return [];
  }
}

function leasesIn(drills: string): readonly Lease[] {
  return runsIn(drills).flatMap((run) => {
    try {
      return readdirSync(run)
        .filter((name) => name.endsWith('.lease.json'))
        .map((name) => leaseSchema.parse(JSON.parse(readFileSync(join(run, name), 'utf8'))));
    } catch {
      // Undone between the listing and the reading.
      return [];
    }
  });
}

async function until(withinMs: number, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds()) && performance.now() < giveUpAt) await pause(LOOK_EVERY_MS);
}
