import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Ends whatever is left of a sandbox whose supervisor is gone: kills the processes that its pid
 * files name (stopped ones included) and removes its directory. Every process that notices the
 * supervisor's death does this, so it bears being done by several at once.
 */
export function sweep(directory: string): void {
  const pids = servicePids(directory).filter((pid) => pid !== process.pid);
  // Removed first: the one who comes first may be killed by the next before it is done.
  remove(directory);
  for (const pid of pids) kill(pid);
  remove(directory);
}

function servicePids(directory: string): readonly number[] {
  try {
    const pidDirectory = join(directory, 'pids');
    return readdirSync(pidDirectory)
      .map((file) => Number(readFileSync(join(pidDirectory, file), 'utf8')))
      .filter((pid) => Number.isInteger(pid) && pid > 1);
  } catch {
    // Somebody else has removed the directory already, and so killed them.
    return [];
  }
}

function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A service still writes; the next sweep gets it.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
