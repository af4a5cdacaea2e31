import { describe, expect, onTestFinished, test } from 'vitest';
import { vectorstoreProbe } from '../../../probes/vectorstore/index.ts';
import {
  fakeChroma,
  fakeMilvus,
  fakeQdrant,
  fakeWeaviate,
} from '../../support/fake-vectors/dialects.ts';
import type { FakeVectors } from '../../support/fake-vectors/store.ts';
import { listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { type lookContext, strikingOut } from '../../support/look-context.ts';
import { expectSound } from '../../support/sound-finding.ts';

const key = 'vector-key-7f3a9c';

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const context = { deadlineMs: 20_000, redactor: strikingOut(key), secret: async () => key };
  const finding = await lookAt(vectorstoreProbe, options, { ...context, ...parts });
  expectSound(vectorstoreProbe, finding);
  expect(JSON.stringify(finding)).not.toContain(key);
  return finding;
}

const hour = 3_600_000;

function wellState(parts: Partial<FakeVectors> = {}): FakeVectors {
  return {
    collection: 'Docs',
    distance: 'cosine',
    dimension: 3,
    entries: [
      { id: 'a', vector: [1, 0, 0], atMs: Date.now() - hour },
      { id: 'b', vector: [0, 1, 0], atMs: Date.now() - 2 * hour },
      { id: 'c', vector: [0, 0, 1], atMs: Date.now() - 3 * hour },
    ],
    index: 'ready',
    ...parts,
  };
}

const engines = {
  qdrant: fakeQdrant,
  weaviate: fakeWeaviate,
  milvus: fakeMilvus,
  chroma: fakeChroma,
} as const;
const canary = { vector: [0.1, 0.9, 0], id: 'b' };

describe.each(Object.keys(engines) as (keyof typeof engines)[])('a fake %s', (engine) => {
  async function start(parts: Partial<FakeVectors> = {}) {
    const state = wellState(parts);
    const server = await engines[engine](state);
    onTestFinished(() => server.close());
    const options = { engine, url: `http://${server.address}`, collection: 'Docs' };
    const at = (more: object = {}) => look({ ...options, ...more });
    return { state, at };
  }

  test('is well: entries, dimension, distance, recall', async () => {
    const { at } = await start();
    const expected = { count: 3, dimension: 3, distance: 'cosine', canary };
    expect(await at(expected)).toMatchObject({
      outcome: 'ok',
      symptom: null,
      facts: { 'vector.dimension': 3, 'vector.distance': 'cosine' },
      measures: expect.arrayContaining([{ name: 'store.entries', value: 3, unit: 'count' }]),
    });
  });

  test('of another dimension, by its settings and by the canary', async () => {
    const { at } = await start();
    expect(await at({ dimension: 4 })).toMatchObject({
      outcome: 'failed',
      symptom: 'vector.dimension',
    });
    const longer = { vector: [1, 2, 3, 4], id: 'b' };
    expect(await at({ canary: longer })).toMatchObject({ symptom: 'vector.dimension' });
  });

  test('of another distance, with too few entries', async () => {
    const { at } = await start({ distance: 'euclid' });
    expect(await at({ distance: 'cosine', count: 4 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'store.schema_changed',
      alsoSeen: ['store.too_few'],
    });
  });

  test('filled by another model: the canary finds another entry', async () => {
    const { state, at } = await start();
    state.entries = state.entries.map((entry) => ({ ...entry, vector: entry.vector.toReversed() }));
    const shifted = [state.entries[2], state.entries[0], state.entries[1]];
    state.entries = state.entries.map((entry, i) => ({
      ...entry,
      vector: shifted[i]?.vector ?? [],
    }));
    expect(await at({ canary })).toMatchObject({
      outcome: 'degraded',
      symptom: 'vector.recall_lost',
    });
    expect(await at({ canary: { ...canary, within: 3 } })).toMatchObject({ outcome: 'ok' });
  });

  test('without the collection, without the key', async () => {
    const { state, at } = await start();
    expect(await at({ collection: 'Other' })).toMatchObject({
      outcome: 'failed',
      symptom: 'store.missing',
    });
    state.key = key;
    const refused = await at();
    expect(['store.denied', 'store.forbidden']).toContain(refused.symptom);
    expect(await at({ key: 'env:KEY' })).toMatchObject({ outcome: 'ok' });
  });
});

test.each([
  ['qdrant', 'building', 'vector.indexing'],
  ['qdrant', 'failed', 'store.error'],
  ['weaviate', 'building', 'vector.indexing'],
  ['weaviate', 'failed', 'store.error'],
  ['milvus', 'unloaded', 'store.not_ready'],
] as const)('%s with its index %s', async (engine, index, symptom) => {
  const server = await engines[engine](wellState({ index }));
  onTestFinished(() => server.close());
  const finding = await look({
    engine,
    url: `http://${server.address}`,
    collection: 'Docs',
    canary,
  });
  expect(finding.symptom).toBe(symptom);
});

test.each([
  ['qdrant', 'indexed_at'],
  ['weaviate', '_lastUpdateTimeUnix'],
] as const)('%s: the newest entry is fresh, then old', async (engine, field) => {
  const server = await engines[engine](wellState());
  onTestFinished(() => server.close());
  const options = { engine, url: `http://${server.address}`, collection: 'Docs' };
  expect(await look({ ...options, fresh: { field, within: '2h' } })).toMatchObject({
    outcome: 'ok',
  });
  expect(await look({ ...options, fresh: { field, within: '30m' } })).toMatchObject({
    outcome: 'degraded',
    symptom: 'store.stale',
  });
});

test.each([
  [503, 'starting', 'store.not_ready'],
  [429, 'slow down', 'store.throttled'],
  [500, 'Service internal error: No space left on device', 'store.full'],
  [500, 'Service internal error: 1 of 3 replicas failed', 'store.part_down'],
  [500, 'panic', 'store.error'],
  [200, '<html>', 'store.malformed'],
  [200, '{}', 'store.malformed'],
])('a store that answers %i %s', async (status, text, symptom) => {
  const server = await listenHttp((_, response) => response.writeHead(status).end(text));
  onTestFinished(() => server.close());
  const finding = await look({
    engine: 'qdrant',
    url: `http://${server.address}`,
    collection: 'Docs',
  });
  expect(finding.symptom).toBe(symptom);
});

test('a store that says nothing, and a look that is cancelled', async () => {
  const server = await listenHttp(() => {});
  onTestFinished(() => server.close());
  const options = { engine: 'chroma', url: `http://${server.address}`, collection: 'Docs' };
  expect(await look(options, { deadlineMs: 300 })).toMatchObject({ symptom: 'store.timeout' });
  const signal = AbortSignal.timeout(50);
  expect(await look(options, { signal })).toMatchObject({ symptom: 'self.cancelled' });
});

test('an address that names a collection says which engine it is', () => {
  const infer = (address: string) =>
    vectorstoreProbe.infer({ id: 'v', kind: 'store', address, needs: [], labels: {}, probes: [] });
  expect(infer('http://q:6333/collections/docs')).toEqual({
    engine: 'qdrant',
    url: 'http://q:6333',
    collection: 'docs',
  });
  expect(infer('https://w/v1/schema/Docs')).toMatchObject({
    engine: 'weaviate',
    collection: 'Docs',
  });
  expect(infer('http://q:6333')).toBeNull();
});

test('the command is one that a person can run; what cannot be asked is refused', () => {
  const { options } = vectorstoreProbe;
  const qdrant = options.parse({
    engine: 'qdrant',
    url: 'http://q:6333',
    collection: 'docs',
    key: 'env:Q',
  });
  expect(vectorstoreProbe.command(qdrant)).toBe(
    'curl -sS -i -H "api-key: $Q" http://q:6333/collections/docs',
  );
  const fresh = { field: 'at', within: '1h' };
  const milvus = { engine: 'milvus', url: 'http://m', collection: 'd', fresh };
  expect(options.safeParse(milvus).success).toBe(false);
  expect(options.safeParse({ engine: 'pgvector', url: 'http://m', collection: 'd' }).success).toBe(
    false,
  );
});
