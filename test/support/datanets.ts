import { join } from 'node:path';
import { type BuildOptions, buildIndex } from '../../src/attribution/datanet/build/build-index.ts';
import {
  type Added,
  DatanetWriter,
  type NewDocument,
} from '../../src/attribution/datanet/catalogue/datanet-writer.ts';
import { type Datanet, openDatanet } from '../../src/attribution/datanet/datanet.ts';
import { createDatanet } from '../../src/attribution/datanet/datanet-file.ts';
import { longestSuffixShares } from '../../src/attribution/methods/longest-suffix.ts';
import { searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../src/attribution/methods/trace/trace.ts';
import { words } from '../../src/attribution/tokens/words.ts';
import { scratch } from './scratch.ts';

export const someTime = '2026-11-21T00:00:00.000Z';

export type TestDocument = Pick<NewDocument, 'text'> & Partial<NewDocument>;

export async function addTo(
  directory: string,
  documents: readonly TestDocument[],
): Promise<readonly Added[]> {
  await createDatanet(directory, words);
  const writer = await DatanetWriter.open(directory);
  const added: Added[] = [];
  for (const document of documents) {
    const defaults = { title: 'untitled', contributor: 'ada', licence: null, registered: someTime };
    added.push(await writer.add({ ...defaults, ...document }, someTime));
  }
  await writer.close();
  return added;
}

export function buildAt(directory: string, options: Partial<BuildOptions> = {}) {
  const { signal } = new AbortController();
  return buildIndex(directory, { workers: 1, signal, now: someTime, ...options });
}

/** A datanet on disk, built and opened. */
export async function datanetOf(
  documents: readonly TestDocument[],
  options: Partial<BuildOptions> = {},
  name = 'net',
): Promise<Datanet> {
  const directory = join(await scratch(), name);
  await addTo(directory, documents);
  await buildAt(directory, options);
  return openDatanet(directory);
}

/** Parts per million of each party. */
export function creditOf(
  datanets: readonly Datanet[],
  answer: string,
  minimum?: number,
): Readonly<Record<string, number>> {
  const shares = longestSuffixShares(traceAnswer(searchedTogether(datanets, minimum), answer));
  return Object.fromEntries(shares.map(({ party, ppm }) => [party, ppm]));
}
