import { Worker } from 'node:worker_threads';
import type { MutationResult } from './mutate-worker.ts';

/** Milliseconds of processor time for all readers of one damaged capture, of up to some 20 MB. */
const PARSE_MS = 2_000;
/** Milliseconds without any progress after which a reader counts as hanging. */
const HANG_MS = 30_000;
const CHECK_MS = 500;

export interface MutationSummary {
  readonly summary: string;
  readonly sound: boolean;
}

/** Damages captures and reads them, in a thread of its own, so that a reader that hangs is seen. */
export async function mutateAll(
  folder: string,
  count: number,
  seed: number,
): Promise<MutationSummary> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const startedAt = performance.now();
  const worker = new Worker(new URL('./mutate-worker.ts', import.meta.url), {
    workerData: { folder, count, seed, progress },
  });
  const result = await watched(worker, progress);
  await worker.terminate();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  if (typeof result === 'string') return { summary: result, sound: false };
  const slow = result.slowestMs > PARSE_MS;
  const kinds = Object.entries(result.byName).map(([name, times]) => `${name} ${times}`);
  const lines = [
    `${count} mutated captures in ${seconds} s (${kinds.join(', ')}):`,
    `${result.read} still read, ${result.failures.length} crashed or unsafe, slowest ${result.slowestMs.toFixed(0)} ms of processor time of ${PARSE_MS} ms allowed (${result.slowest})`,
    ...result.failures,
  ];
  return { summary: lines.join('\n'), sound: !slow && result.failures.length === 0 };
}

/** The result, or in words what became of the worker instead. */
function watched(worker: Worker, progress: Int32Array): Promise<MutationResult | string> {
  return new Promise((resolve) => {
    let last = -1;
    let changedAt = performance.now();
    const check = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now !== last) [last, changedAt] = [now, performance.now()];
      if (performance.now() - changedAt > HANG_MS) end(`a reader hangs at mutation ${now}`);
    }, CHECK_MS);
    const end = (result: MutationResult | string) => {
      clearInterval(check);
      resolve(result);
    };
    worker.once('message', end);
    worker.once('error', (error) => end(`the worker failed: ${error.stack}`));
  });
}
