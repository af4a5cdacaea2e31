import { join } from 'node:path';
import { buildIndex } from '../../src/attribution/datanet/build/build-index.ts';
import { DatanetWriter } from '../../src/attribution/datanet/catalogue/datanet-writer.ts';
import { openDatanet } from '../../src/attribution/datanet/datanet.ts';
import { longestSuffixShares } from '../../src/attribution/methods/longest-suffix.ts';
import { searchedTogether } from '../../src/attribution/methods/trace/searched.ts';
import { traceAnswer } from '../../src/attribution/methods/trace/trace.ts';
import type { BrownDocument } from './brown.ts';
import { BENCH_TIME, makeDatanet } from './datanets.ts';

/** The share of a document's contributor in an answer that is the document, before and after it is taken down. */
export async function afterTakedown(directory: string, documents: readonly BrownDocument[]) {
  const place = join(directory, 'takedown');
  const handedIn = documents.map(({ id, text }) => ({ title: id, contributor: id, text }));
  await makeDatanet(place, handedIn);
  const [{ id, text } = { id: '', text: '' }] = documents;
  const share = async () => {
    const trace = traceAnswer(searchedTogether([await openDatanet(place)]), text);
    const own = longestSuffixShares(trace).find(({ party }) => party === `contributor:${id}`);
    return own?.ppm ?? 0;
  };
  const before = await share();
  const writer = await DatanetWriter.open(place);
  for (const content of writer.catalogue.contents) {
    if (content.owner.title === id) await writer.remove(content, BENCH_TIME);
  }
  await writer.close();
  const after = await share();
  const signal = new AbortController().signal;
  await buildIndex(place, { workers: 1, signal, now: BENCH_TIME });
  return { before, after, rebuilt: await share() };
}
