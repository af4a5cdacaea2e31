import { readFileSync } from 'node:fs';
import type { Subject } from './subject.ts';

/**
 * Signals the first process of a container, past Docker. Its control group must bear the
 * container's id: the daemon may run on another machine or in another namespace, where the same
 * number is somebody else.
 *
 * @param signal 0 only looks whether it could
 * @returns null when done; else why not
 */
export function signalContainer(
  { Id: id, State: { Pid: pid } }: Pick<Subject, 'Id' | 'State'>,
  signal: 'SIGKILL' | 0,
): string | null {
  if (pid <= 1) return 'it has no process';
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'latin1');
    if (!groups.includes(id)) return `process ${pid} of this machine is not of the container`;
    process.kill(pid, signal);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ESRCH'
      ? `there is no process ${pid} here`
      : `process ${pid}: ${code}`;
  }
}
