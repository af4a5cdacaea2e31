import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { judgeCase, type Outcome } from './judge-case.ts';

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Judges the cases of all seeds, in `jobs` processes; the answers come in the order of the seeds. */
export async function judgeAll(
  seeds: readonly number[],
  jobs: number,
  onDone: (done: number) => void,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = new Array(seeds.length);
  let next = 0;
  let done = 0;
  if (jobs <= 1) {
    return seeds.map((seed) => {
      done += 1;
      onDone(done);
      return judgeCase(seed);
    });
  }
  const serve = (child: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      let own = -1;
      const give = () => {
        own = next;
        next += 1;
        const seed = seeds[own];
        if (seed === undefined) child.disconnect();
        else child.send(seed);
      };
      child.on('message', (outcome: Outcome) => {
        outcomes[own] = outcome;
        done += 1;
        onDone(done);
        give();
      });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`case ${seeds[own]} ended a worker`)),
      );
      give();
    });
  await Promise.all(
    Array.from({ length: Math.min(jobs, seeds.length) }, () => serve(fork(worker))),
  );
  return outcomes;
}
