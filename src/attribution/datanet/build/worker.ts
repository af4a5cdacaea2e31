/** A thread of `weaklink datanet build`: indexes one chunk after another, as it is told. */
import { parentPort } from 'node:worker_threads';
import { WeaklinkError } from '../../../platform/errors.ts';
import { buildChunk, type ChunkJob, type ShardEntry } from './chunk-job.ts';

export type WorkerAnswer =
  | { readonly kind: 'built'; readonly entries: readonly ShardEntry[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

parentPort?.on('message', async (job: ChunkJob) => {
  parentPort?.postMessage(await answerTo(job));
});

async function answerTo(job: ChunkJob): Promise<WorkerAnswer> {
  try {
    return { kind: 'built', entries: await buildChunk(job) };
  } catch (error) {
    const code = error instanceof WeaklinkError ? error.code : '';
    return { kind: 'failed', code, message: (error as Error).message };
  }
}
