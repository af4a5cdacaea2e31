import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { processState } from '../process-state.ts';
import type { Engine } from './engine.ts';
import { startExec } from './start-exec.ts';

/** Name of the variable by which a program that was started here is known among all others. */
export const MARK = 'WEAKLINK_LOOK';
/** Processes that one late program may have started and that are ended with it. */
const MOST_PROCESSES = 256;
/** Milliseconds between two looks whether a killed process is gone, or a stopped one stands still. */
const POLL_MS = 10;
/** Milliseconds within which a process that was told to stop stands still, unless the kernel holds it. */
const STOPPING_MS = 200;
/** States of processes that may still start others; one that waits in the kernel stops before it is back from there. */
const mayStartOthers: ReadonlySet<string> = new Set(['R', 'S']);
/** Rounds in which a shell inside looks for what was started while it was ending the rest. */
const ROUNDS = 3;

/**
 * Ends a program that did not end in time, and what it started. Docker can start programs and not
 * end them: where its machine is this one they are signalled from outside, else by a shell inside,
 * where there is one.
 *
 * @param pid of the program on the machine of the daemon
 * @returns whether that machine is this one
 */
export async function endLate(
  engine: Engine,
  container: string,
  pid: number,
  mark: string,
  deadlineMs: number,
): Promise<boolean> {
  const ours = await markedTree(pid, mark);
  if (ours.length > 0) {
    for (const one of ours) signal(one, 'SIGKILL');
    return true;
  }
  const script = `i=0; while [ $i -lt ${ROUNDS} ]; do i=$((i+1)); for e in /proc/[0-9]*/environ; do
    if grep -qs "${MARK}=$1" "$e"; then p=\${e#/proc/}; kill -KILL "\${p%/environ}"; fi; done; done`;
  const argv = ['sh', '-c', script, 'sh', mark];
  const started = await startExec(engine, { container, argv, input: false }, deadlineMs);
  if (started.kind === 'answer') started.value.stream.resume();
  return false;
}

/** Waits for the end of a process that was killed; true where it does not come in time (state D). */
export async function staysMarked(pid: number, mark: string, timeMs: number): Promise<boolean> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < timeMs) {
    if (!(await isMarked(pid, mark))) return false;
    await pause(POLL_MS);
  }
  return isMarked(pid, mark);
}

/**
 * The process and its descendants on this machine, as far as they carry the mark. Each is stopped before it is asked
 * for its children: one that was started between the question and the end of its parent would be left behind.
 */
async function markedTree(pid: number, mark: string): Promise<readonly number[]> {
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.length >= MOST_PROCESSES || !(await isMarked(next, mark))) continue;
    found.push(next);
    await stop(next);
    open.push(...(await childrenOf(next)));
  }
  return found;
}

async function isMarked(pid: number, mark: string): Promise<boolean> {
  const environ = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environ.split('\0').includes(`${MARK}=${mark}`);
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'latin1').catch(() => '')),
  );
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Stops a process; a moment later it can start no other. */
async function stop(pid: number): Promise<void> {
  signal(pid, 'SIGSTOP');
  const startedAt = performance.now();
  while (performance.now() - startedAt < STOPPING_MS) {
    const state = processState(pid);
    if (state === null || !mayStartOthers.has(state)) return;
    await pause(POLL_MS);
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself, or is not ours to end.
  }
}
