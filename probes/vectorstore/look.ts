import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { judged, slowness, storeFailureFinding } from '../data/finding.ts';
import { staleness } from '../data/freshness.ts';
import { HttpAsker } from '../data/http-asker.ts';
import { read } from '../data/read.ts';
import { storeSymptoms } from '../data/symptoms.ts';
import { secretFinding } from '../http/look.ts';
import type { Seen } from '../network/finding.ts';
import { KeptText } from '../network/kept-text.ts';
import { openPostgres } from '../postgres/open.ts';
import type { Finding, LookContext } from '../probe.ts';
import { chroma } from './chroma.ts';
import type { Collection, VectorStore } from './engine.ts';
import { judgeCanary, judgeCollection } from './judge.ts';
import { milvus } from './milvus.ts';
import type { VectorstoreOptions } from './options.ts';
import { pgvector } from './pgvector.ts';
import { qdrant } from './qdrant.ts';
import { vectorSymptoms } from './symptoms.ts';
import { VectorHttp } from './vector-http.ts';
import { weaviate } from './weaviate.ts';

const overHttp = { qdrant, weaviate, milvus, chroma };

/** How each engine is told the key. */
const keyHeaders: Readonly<Record<keyof typeof overHttp, (key: string) => Record<string, string>>> =
  {
    qdrant: (key) => ({ 'api-key': key }),
    weaviate: (key) => ({ authorization: `Bearer ${key}` }),
    milvus: (key) => ({ authorization: `Bearer ${key}` }),
    chroma: (key) => ({ 'x-chroma-token': key, authorization: `Bearer ${key}` }),
  };

/** What a look is told as it goes. */
interface Circumstances {
  readonly options: VectorstoreOptions;
  readonly context: LookContext;
  readonly kept: KeptText;
  seen(facts?: Readonly<Record<string, Fact>>, measures?: readonly Measure[]): Seen;
  /** Milliseconds since the look began. */
  tookMs(): number;
}

export async function lookAtVectors(
  options: VectorstoreOptions,
  context: LookContext,
): Promise<Finding> {
  const kept = new KeptText(context.redactor);
  const { engine } = options;
  if (engine === 'pgvector') return lookThroughPostgres(options, context, kept);
  let headers: Record<string, string> = {};
  try {
    if (options.key !== undefined) headers = keyHeaders[engine](await context.secret(options.key));
  } catch (error) {
    return secretFinding(error, kept);
  }
  const asker = new HttpAsker(options, context);
  const store = overHttp[engine](new VectorHttp(asker, options.url, headers, context), options);
  return lookInto(store, {
    options,
    context,
    kept,
    seen: (facts, measures) => asker.seen(facts, measures),
    tookMs: () => asker.tookMs(),
  });
}

async function lookThroughPostgres(
  options: VectorstoreOptions,
  context: LookContext,
  kept: KeptText,
): Promise<Finding> {
  const opened = await openPostgres({ ...options, password: options.key }, context, kept);
  if ('outcome' in opened) return opened;
  const { session, time, seen: before } = opened;
  const seen: Circumstances['seen'] = (facts = {}, measures = []) => ({
    phases: time.phases(),
    facts: { ...before.facts, ...facts },
    measures: [...before.measures, ...measures],
  });
  try {
    const login = await session.login();
    if (login.kind === 'failure') return storeFailureFinding(login.failure, seen(), kept);
    const begun = await session.begin();
    if (begun.kind === 'failure') return storeFailureFinding(begun.failure, seen(), kept);
    const store = pgvector(session, options, seen, kept);
    return await lookInto(store, { options, context, kept, seen, tookMs: () => time.elapsedMs() });
  } finally {
    await session.end();
  }
}

async function lookInto(store: VectorStore, circumstances: Circumstances): Promise<Finding> {
  const { options, context, kept, seen } = circumstances;
  const described = await store.describe();
  if (described.kind === 'finding') return described.finding;
  const collection = described.value;
  const signs = judgeCollection(collection, options, kept);
  const { canary, fresh } = options;
  // What cannot answer is not asked: its refusal would say less than its state.
  const answers = !signs.some(({ symptom }) => /not_ready|dimension/.test(symptom));
  const found = canary && answers ? await store.nearest(canary.vector, canary.within) : read(null);
  if (found.kind === 'finding') return found.finding;
  const newest = fresh ? await store.newest(fresh.field) : read(Number.NaN);
  if (newest.kind === 'finding') return newest.finding;
  const tookMs = circumstances.tookMs();
  const judgements = [
    ...signs,
    ...judgeCanary(found.value, options, kept),
    ...staleness(options.collection, newest.value, context.clock.now(), fresh?.within),
    ...slowness(tookMs, options.slowMs),
  ];
  const count = collection.count === null ? '' : `${collection.count} entries, `;
  return judged(
    judgements,
    { ...storeSymptoms, ...vectorSymptoms },
    context,
    safe`${count}${Math.round(tookMs)} ms`,
    seen(factsOf(collection, kept), measuresOf(collection)),
  );
}

function factsOf({ version, dimension, distance, indexWords }: Collection, kept: KeptText) {
  const facts: Record<string, Fact> = {};
  if (version !== null) facts['store.version'] = kept.fact(version);
  if (dimension !== null) facts['vector.dimension'] = dimension;
  if (distance !== null) facts['vector.distance'] = safe`${distance}`;
  if (indexWords !== '') facts['vector.index'] = kept.fact(indexWords);
  // One identity for what makes a vector comparable with those of yesterday.
  if (dimension !== null) facts['store.schema'] = safe`${dimension} ${distance ?? ''}`;
  return facts;
}

function measuresOf({ count }: Collection): readonly Measure[] {
  return count === null ? [] : [{ name: 'store.entries', value: count, unit: 'count' }];
}
