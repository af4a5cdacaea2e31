import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Real processes of one test file; `endAll` belongs into its `afterEach`. */
export class Processes {
  readonly #children: ChildProcess[] = [];

  /** Starts a program and waits until it runs. */
  async start(file: string, args: readonly string[] = []): Promise<number> {
    return (await this.child(file, args)).pid ?? 0;
  }

  async child(file: string, args: readonly string[]): Promise<ChildProcess> {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#children.push(child);
    await once(child, 'spawn');
    return child;
  }

  async endAll(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }
}

/** The kernel's state letter of a real process; empty when it is gone. */
export function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
  } catch {
    return '';
  }
}

/** Waits until `holds` does; the test's own time limit ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}
