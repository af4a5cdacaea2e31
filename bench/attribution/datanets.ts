import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '../../src/attribution/datanet/build/build-index.ts';
import { DatanetWriter } from '../../src/attribution/datanet/catalogue/datanet-writer.ts';
import { type Datanet, openDatanet } from '../../src/attribution/datanet/datanet.ts';
import { createDatanet } from '../../src/attribution/datanet/datanet-file.ts';
import { words } from '../../src/attribution/tokens/words.ts';

export const BENCH_TIME = '2026-11-21T00:00:00.000Z';

export interface BenchDocument {
  readonly title: string;
  readonly contributor: string;
  readonly text: string;
  readonly registered?: string;
}

/** A directory that is gone when the process ends. */
export function benchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-datanets-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Makes a datanet on disk as `weaklink datanet add` and `build` do, and opens it. */
export async function makeDatanet(
  directory: string,
  documents: Iterable<BenchDocument>,
): Promise<Datanet> {
  await createDatanet(directory, words);
  const writer = await DatanetWriter.open(directory);
  for (const document of documents) {
    await writer.add({ licence: null, registered: BENCH_TIME, ...document }, BENCH_TIME);
  }
  await writer.close();
  await buildIndex(directory, {
    workers: 1,
    signal: new AbortController().signal,
    now: BENCH_TIME,
  });
  return openDatanet(directory);
}
