import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lease, leaseSchema } from '../../src/drill/leases/lease.ts';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '../../src/drill/leases/process-identity.ts';

/** Milliseconds until the first fault must be in force. */
const FIRST_FAULT_MS = 60_000;
/** Milliseconds in which everything must be undone after the kill. */
const UNDONE_MS = 60_000;
/** The scenario injects for about so many milliseconds. */
const INJECTS_MS = 7_500;
const LOOK_EVERY_MS = 10;

const scenario = fileURLToPath(new URL('./sandbox.yaml', import.meta.url));

export interface KillRound {
  /** Milliseconds after the first lease at which the drill was killed. */
  readonly killedAfterMs: number;
  /** Leases on disk at that moment. */
  readonly leases: number;
  readonly watchdogKilledToo: boolean;
  /** Exit code of `drill undo`; null where the watchdog did it. */
  readonly undoExitCode: number | null;
  /** Milliseconds from the kill until nothing was left. */
  readonly undoneAfterMs: number;
  readonly leasesLeft: number;
  readonly processesLeft: number;
  readonly directoriesLeft: number;
}

export interface KillOptions {
  /** The bundle: `dist/main.js`. */
  readonly entry: string;
  /** A directory of this round's own. */
  readonly stateDirectory: string;
  readonly killWatchdog: boolean;
  readonly random: () => number;
}

/** Starts a drill, kills it with SIGKILL at a random moment while it injects, and counts what is left. */
export async function killRound(options: KillOptions): Promise<KillRound> {
  const { entry, stateDirectory, killWatchdog, random } = options;
  const drills = join(stateDirectory, 'drills');
  const drill = start(entry, stateDirectory, ['drill', 'run', scenario, '--allow-inject']);
  const ended = once(drill, 'exit');
  await until(FIRST_FAULT_MS, () => leasesIn(drills).length > 0 || drill.exitCode !== null);
  if (drill.exitCode !== null) throw new Error(`the drill ended by itself with ${drill.exitCode}`);
  const killedAfterMs = random() * INJECTS_MS;
  // The world as it was, for the count afterwards.
  const world = remember(leasesIn(drills));
  await pause(killedAfterMs);
  const leases = leasesIn(drills);
  const watchdogs = childrenOf(drill.pid ?? 0).filter((pid) => commandOf(pid).includes('watchdog'));
  if (killWatchdog) for (const pid of watchdogs) process.kill(pid, 'SIGKILL');
  drill.kill('SIGKILL');
  const killedMs = performance.now();
  await ended;
  let undoExitCode: number | null = null;
  if (killWatchdog) {
    const undo = start(entry, stateDirectory, ['drill', 'undo']);
    [undoExitCode] = (await once(undo, 'exit')) as [number | null];
  }
  const count = () => leftOf(drills, world);
  await until(UNDONE_MS, () => Object.values(count()).every((left) => left === 0));
  return {
    killedAfterMs: Math.round(killedAfterMs),
    leases: leases.length,
    watchdogKilledToo: killWatchdog,
    undoExitCode,
    undoneAfterMs: Math.round(performance.now() - killedMs),
    ...count(),
  };
}

function start(entry: string, stateDirectory: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [entry, ...args, '--state-dir', stateDirectory], {
    stdio: 'ignore',
  });
}

interface World {
  readonly supervisors: readonly ProcessIdentity[];
  readonly directories: readonly string[];
}

function remember(leases: readonly Lease[]): World {
  const plans = leases.map(({ plan }) => plan);
  return {
    supervisors: plans.map(({ supervisor }) => supervisor as ProcessIdentity),
    directories: [...new Set(plans.map(({ directory }) => String(directory)))],
  };
}

function leftOf(drills: string, { supervisors, directories }: World) {
  const services = processIds().filter((pid) => directories.some((one) => worksIn(pid, one)));
  return {
    // A run that is tidied away has left nothing; one that is not has work left.
    leasesLeft: leasesIn(drills).length + runsIn(drills).length,
    processesLeft: services.length + supervisors.filter(isAlive).length,
    directoriesLeft: directories.filter((one) => existsSync(one)).length,
  };
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

function processIds(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 1);
}

function worksIn(pid: number, directory: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
    return cwd === directory && identityOf(pid) !== null;
  } catch {
    return false;
  }
}

function childrenOf(parent: number): readonly number[] {
  return processIds().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function until(withinMs: number, holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!holds() && performance.now() < giveUpAt) await pause(LOOK_EVERY_MS);
}
