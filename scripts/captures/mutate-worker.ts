import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { findingsOf } from './findings.ts';
import { mutate } from './mutate.ts';
import { splitSections } from './sections.ts';
import { captureFiles, readCapture } from './table.ts';
import { unsafeText } from './unsafe-text.ts';

export interface MutationOrder {
  readonly folder: string;
  readonly count: number;
  readonly seed: number;
  /** One number: how many are done. The one who ordered sees by it whether the work goes on. */
  readonly progress: Int32Array;
}

export interface MutationResult {
  readonly byName: Readonly<Record<string, number>>;
  readonly read: number;
  /** Milliseconds of processor time of the readers for the slowest of all, and which it was. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** What was thrown or came out unsafe, with the seed that does it again. */
  readonly failures: readonly string[];
}

/** Characters of one answer that are damaged: larger ones would only cost time. */
const MOST_BYTES = 262_144;
const MAX_FAILURES = 20;

function run({ folder, count, seed, progress }: MutationOrder): MutationResult {
  const texts = captureFiles(folder).flatMap((path) =>
    splitSections(readFileSync(path, 'utf8')).map(({ text }) =>
      Buffer.from(text).subarray(0, MOST_BYTES),
    ),
  );
  const byName: Record<string, number> = {};
  const failures: string[] = [];
  let read = 0;
  let slowestMs = 0;
  let slowest = '';
  for (let index = 0; index < count; index += 1) {
    const own = seed * 1_000_003 + index;
    const { bytes, name } = mutate(texts[own % texts.length] ?? Buffer.alloc(0), own);
    byName[name.split(' and ')[0] ?? ''] = (byName[name.split(' and ')[0] ?? ''] ?? 0) + 1;
    const text = bytes.toString('utf8');
    const before = process.threadCpuUsage();
    try {
      if (readCapture(text, 'mutated').some(({ reading }) => reading !== null)) read += 1;
      const raw = unsafeText(findingsOf(text));
      if (raw !== null)
        failures.push(`seed ${own}, ${name}: unsafe ${JSON.stringify(raw).slice(0, 120)}`);
    } catch (error) {
      failures.push(
        `seed ${own}, ${name}: ${error instanceof Error ? error.stack?.slice(0, 400) : error}`,
      );
    }
    const { user, system } = process.threadCpuUsage(before);
    const tookMs = (user + system) / 1_000;
    if (tookMs > slowestMs)
      [slowestMs, slowest] = [tookMs, `seed ${own}, ${name}, ${bytes.length} bytes`];
    Atomics.store(progress, 0, index + 1);
    if (failures.length >= MAX_FAILURES) break;
  }
  return { byName, read, slowestMs, slowest, failures };
}

parentPort?.postMessage(run(workerData as MutationOrder));
