import { readFile } from 'node:fs/promises';

/**
 * Whether the number that Docker gives for a container's process names it on this machine too. The
 * daemon may be one of another machine, behind a socket that leads there.
 */
export async function isProcessHere(pid: number, containerId: string): Promise<boolean> {
  const groups = await readFile(`/proc/${pid}/cgroup`, 'latin1').catch(() => '');
  return groups.includes(containerId);
}
