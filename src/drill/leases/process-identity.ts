import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One process and no later one that was given its number. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** The kernel's start time, field 22 of /proc/<pid>/stat; `?` where there is no /proc. */
  startTicks: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

const UNKNOWN = '?';
/** Field 22 counts from 1, and what follows the name in parentheses begins with field 3. */
const START_FIELD = 22 - 3;
/** States of a process that runs no more: a zombie, and one that is just being removed. */
const goneStates: readonly (string | undefined)[] = ['Z', 'X'];

/** Null when there is no such process. */
export function identityOf(pid: number): ProcessIdentity | null {
  const fields = statFields(pid);
  if (fields) {
    if (goneStates.includes(fields[0])) return null;
    return { pid, startTicks: fields[START_FIELD] ?? UNKNOWN };
  }
  return hasProc() || !answers(pid) ? null : { pid, startTicks: UNKNOWN };
}

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, startTicks: UNKNOWN };
}

/** Whether this very process still runs. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  return identityOf(pid)?.startTicks === startTicks;
}

/** Changes with every start of the machine: process ids of another one say nothing. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return UNKNOWN;
  }
}

function statFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold spaces and parentheses; the last one ends it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function hasProc(): boolean {
  return statFields(process.pid) !== null;
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
