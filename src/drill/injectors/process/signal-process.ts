import { readFileSync } from 'node:fs';
import { isAlive, type ProcessIdentity } from '../../leases/process-identity.ts';

/** Field 5 of /proc/<pid>/stat, its group; what follows the name begins with field 3. */
const GROUP_FIELD = 5 - 3;

/**
 * Signals this very process, and the whole group where it leads one, as the processes of a scenario
 * do. One that is gone, or whose number somebody else has now, is left alone.
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(leadsGroup(identity.pid) ? -identity.pid : identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function leadsGroup(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[GROUP_FIELD]) === pid;
}
