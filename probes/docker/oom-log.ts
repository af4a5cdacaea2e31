import type { LookContext } from '../probe.ts';
import { readKernelLog } from '../system/kernel-log.ts';

/** Share of the deadline for the kernel log; it may take two programs in turn. */
const LOG_SHARE = 0.15;

/**
 * Whether the kernel log tells of a kill for lack of memory in this container: Docker's own flag misses
 * some. Null where the log cannot be read, or holds nothing.
 */
export async function oomIsLogged(id: string, context: LookContext): Promise<boolean | null> {
  const deadlineMs = context.deadlineMs * LOG_SHARE;
  const log = await readKernelLog({ ...context, deadlineMs }, undefined);
  if (log.kind !== 'read' || log.text.trim() === '') return null;
  return log.text.split('\n').some((line) => line.includes('oom-kill:') && line.includes(id));
}
