import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Asked } from './asking.ts';
import type { Outcome } from './judge-case.ts';

/** What a worker is sent. */
export interface Task {
  readonly seed: number;
  readonly task: 'judge' | 'ask';
}

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** How the engine and its rivals judge each case; in the order of the seeds. */
export function judgeAll(seeds: readonly number[], jobs: number): Promise<readonly Outcome[]> {
  return inWorkers<Outcome>(seeds, 'judge', jobs);
}

/** How many looks each case takes that can be asked; others are left out. */
export async function askAll(seeds: readonly number[], jobs: number): Promise<readonly Asked[]> {
  const all = await inWorkers<Asked | null>(seeds, 'ask', jobs);
  return all.filter((one) => one !== null);
}

async function inWorkers<T>(
  seeds: readonly number[],
  task: Task['task'],
  jobs: number,
): Promise<readonly T[]> {
  const results: T[] = new Array(seeds.length);
  let next = 0;
  const serve = (child: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      let own = -1;
      const give = () => {
        own = next;
        next += 1;
        const seed = seeds[own];
        if (seed === undefined) child.disconnect();
        else child.send({ seed, task } satisfies Task);
      };
      child.on('message', (result: T) => {
        results[own] = result;
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`the case of seed ${seeds[own]} ended its process`));
      });
      give();
    });
  const count = Math.max(1, Math.min(jobs, seeds.length));
  await Promise.all(Array.from({ length: count }, () => serve(fork(worker))));
  return results;
}
