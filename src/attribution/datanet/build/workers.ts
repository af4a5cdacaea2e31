import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { WeaklinkError } from '../../../platform/errors.ts';
import { ExitCode } from '../../../platform/exit-codes.ts';
import { interrupted } from '../errors.ts';
import { buildChunk, type ChunkJob, type ShardEntry } from './chunk-job.ts';
import type { WorkerAnswer } from './worker.ts';

/**
 * Does the jobs, so many at a time, each in a thread; with one, in this thread.
 *
 * @param onBuilt called after each job
 * @throws WeaklinkError E_DATANET_…; what was built before stays built
 */
export async function buildChunks(
  jobs: readonly ChunkJob[],
  workers: number,
  signal: AbortSignal,
  onBuilt: (job: ChunkJob, entries: readonly ShardEntry[]) => void,
): Promise<void> {
  let next = 0;
  const takeAll = async (build: (job: ChunkJob) => Promise<readonly ShardEntry[]>) => {
    for (let job = jobs[next]; job; job = jobs[next]) {
      next += 1;
      if (signal.aborted) return;
      onBuilt(job, await build(job));
    }
  };
  const threads = Math.min(workers, jobs.length);
  if (threads <= 1) return takeAll(buildChunk);
  await Promise.all(Array.from({ length: threads }, () => withThread(signal, takeAll)));
}

async function withThread(
  signal: AbortSignal,
  work: (build: (job: ChunkJob) => Promise<readonly ShardEntry[]>) => Promise<void>,
): Promise<void> {
  const worker = new Worker(entryOf(), { stdout: false, stderr: false });
  try {
    await work((job) => asked(worker, job, signal));
  } finally {
    await worker.terminate();
  }
}

function asked(worker: Worker, job: ChunkJob, signal: AbortSignal): Promise<readonly ShardEntry[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAnswer = (answer: WorkerAnswer) =>
      settle(() => (answer.kind === 'built' ? resolve(answer.entries) : reject(errorOf(answer))));
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = (code: number) => onError(new Error(`a builder ended with ${code}`));
    const onAbort = () => onError(interrupted('build'));
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    worker.postMessage(job);
  });
}

function errorOf({ code, message }: Extract<WorkerAnswer, { kind: 'failed' }>): Error {
  if (code === '') return new Error(message);
  return new WeaklinkError({
    code: code as `E_${string}`,
    message,
    exitCode: ExitCode.CouldNotLook,
  });
}

function entryOf(): string {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './datanet-builder.js';
  return fileURLToPath(new URL(file, import.meta.url));
}
