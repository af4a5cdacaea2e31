import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sweep } from '../../sandbox/sweep.ts';
import { identityOf, isAlive, type ProcessIdentity } from '../leases/process-identity.ts';

/** Milliseconds in which a sandbox ends by itself after its console: eight processes to kill. */
const ENDS_WITHIN_MS = 5_000;
/** Milliseconds between two looks. */
const PAUSE_MS = 50;

interface Remains {
  readonly directory: string;
  readonly supervisor: ProcessIdentity;
}

/**
 * Waits until a sandbox without a console has ended, and ends by force what is still there: the
 * supervisor, its services, stopped ones included, and the directory.
 */
export async function endSandbox({ directory, supervisor }: Remains): Promise<void> {
  const giveUpAt = performance.now() + ENDS_WITHIN_MS;
  while (isLeft({ directory, supervisor }) && performance.now() < giveUpAt) await pause(PAUSE_MS);
  if (!isLeft({ directory, supervisor })) return;
  if (isAlive(supervisor)) kill(supervisor.pid);
  for (const one of processesOfSandbox(directory)) if (isAlive(one)) kill(one.pid);
  if (existsSync(directory)) sweep(directory);
  const goneBy = performance.now() + ENDS_WITHIN_MS;
  while (isLeft({ directory, supervisor }) && performance.now() < goneBy) await pause(PAUSE_MS);
}

function isLeft({ directory, supervisor }: Remains): boolean {
  return isAlive(supervisor) || processesOfSandbox(directory).length > 0 || existsSync(directory);
}

/** Services work in the sandbox's directory: that is how they are known, whatever their number. */
export function processesOfSandbox(directory: string): readonly ProcessIdentity[] {
  return processIds()
    .filter((pid) => worksIn(pid, directory))
    .flatMap((pid) => identityOf(pid) ?? []);
}

function worksIn(pid: number, directory: string): boolean {
  try {
    // The kernel marks a directory that has been removed.
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '') === directory;
  } catch {
    return false;
  }
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 1);
  } catch {
    return [];
  }
}
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
