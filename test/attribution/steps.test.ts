import { expect, test } from 'vitest';
import { loadLineage } from '../../src/attribution/lineage/load.ts';
import { LiveAttribution } from '../../src/attribution/live.ts';
import { priceTables } from '../../src/attribution/prices/tables.ts';
import { loadVendorTable } from '../../src/attribution/prices/vendor-table.ts';
import { accountingSteps, type Knowledge } from '../../src/attribution/steps.ts';
import type { Accounted } from '../../src/attribution/types.ts';
import type { Inference } from '../../src/events/types.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { sampleInference } from '../events/samples.ts';
import { datanetOf } from '../support/datanets.ts';

const vendor = await loadVendorTable();

const lineage = loadLineage(
  `lineage: shop
contributors: { ada: , ben: }
developers: { acme: , founder: , keeper: }
datanets:
  net: { licence: CC0-1.0, contributors: [ada, ben] }
bases:
  small: { licence: apache-2.0, developers: [founder], datanets: [net] }
adapters:
  tuned: { base: small, names: ['chat:tuned'], licence: apache-2.0, datanets: [net], developers: [acme] }
models:
  chat: { base: small, adapters: [tuned], developers: [keeper] }
splits:
  - model: chat
    shares: { contributors: 600000, developers: 400000 }
`,
  'lineage.yaml',
);

const passage =
  'the old keeper of the lighthouse counts the ships that pass in the night and writes their names into a book';

function accounted(
  told: readonly Partial<Inference>[],
  knows: Partial<Pick<Knowledge, 'lineage' | 'datanets' | 'method' | 'scores'>>,
): readonly Accounted[] {
  const seen: Accounted[] = [];
  const steps = accountingSteps({
    tables: priceTables({ vendor }),
    lineage: null,
    datanets: [],
    ...knows,
  });
  const live = new LiveAttribution(steps, (one) => seen.push(one));
  const cost = { costNanos: 1_000_000, currency: 'USD', adapter: 'tuned' };
  for (const one of told) live.take({ ...sampleInference, ...cost, output: null, ...one });
  return seen;
}

function postings(one: Accounted | undefined): Readonly<Record<string, string>> {
  const all = one?.entry?.postings ?? [];
  return Object.fromEntries(all.map(({ party, nanos, method }) => [party, `${nanos} ${method}`]));
}

test('without a lineage everything is unattributed', () => {
  expect(postings(accounted([{}], {})[0])).toEqual({ unattributed: '1000000 declared' });
});

test('contributors get what is declared where no answer was kept', () => {
  expect(postings(accounted([{}], { lineage })[0])).toEqual({
    'contributor:ada': '300000 declared',
    'contributor:ben': '300000 declared',
    'developer:acme': '400000 declared',
  });
});

test('and by whose words stand in the answer where one was kept', async () => {
  const documents = [
    { text: passage, contributor: 'ada' },
    { text: 'nothing of this stands in any answer of that model at all', contributor: 'ben' },
  ];
  const net = await datanetOf(documents);
  const [one] = accounted([{ output: sanitise(passage) }], { lineage, datanets: [net] });
  const { 'contributor:ada': ada, 'contributor:ben': ben, ...others } = postings(one);
  expect(ada).toMatch(/^\d+ longest-suffix$/);
  expect(ben).toBeUndefined();
  expect(others['developer:acme']).toBe('400000 declared');
  expect(one?.entry?.postings.reduce((sum, { nanos }) => sum + nanos, 0n)).toBe(1_000_000n);
});

test('words of a datanet that does not stand behind the model earn nothing', async () => {
  const elsewhere = await datanetOf([{ text: passage, contributor: 'eve' }], {}, 'elsewhere');
  const [one] = accounted([{ output: sanitise(passage) }], { lineage, datanets: [elsewhere] });
  expect(postings(one)).not.toHaveProperty('contributor:eve');
});

test('by retrieval, those whose cited documents stand in the answer', async () => {
  const net = await datanetOf([
    { text: passage, title: 'lighthouse', contributor: 'ada' },
    { text: `${passage} and more`, title: 'copy', contributor: 'ben' },
  ]);
  const knows = { lineage, datanets: [net], method: 'retrieval' } as const;
  const told = { output: sanitise(passage), citations: [sanitise('copy')] };
  const [one] = accounted([told], knows);
  const { 'contributor:ben': ben, 'contributor:ada': ada, ...others } = postings(one);
  expect(ben).toMatch(/^\d+ retrieval$/);
  expect(ada).toBeUndefined();
  expect(others['developer:acme']).toBe('400000 declared');
  expect(one?.entry?.postings.reduce((sum, { nanos }) => sum + nanos, 0n)).toBe(1_000_000n);
});

test('scores that were handed in count before the words, and only for what they name', async () => {
  const net = await datanetOf([
    { text: passage, title: 'lighthouse', contributor: 'ada' },
    { text: 'nothing of this stands in any answer', title: 'else', contributor: 'ben' },
  ]);
  const scored = (sample: string, score: number) => ({
    ...{ output: 'r-1', sample, score, method: 'trak', model: 'sha-1' },
  });
  const all = [
    scored('else', 3),
    scored('lighthouse', 1),
    scored('nobody knows', 4),
    scored('copy', -2),
  ];
  const knows = { lineage, datanets: [net], scores: new Map([['r-1', all]]) };
  const output = sanitise(passage);
  const [one, other] = accounted(
    [{ output }, { output, request: 'r-2', attempt: 'vendor:r-2' }],
    knows,
  );
  // Of the 600,000 that contributors get, by 3 to 1 to 4; whose the last is, nobody knows.
  expect(postings(one)).toEqual({
    'contributor:ada': '75000 imported:trak',
    'contributor:ben': '225000 imported:trak',
    'developer:acme': '400000 declared',
    unattributed: '300000 imported:trak',
  });
  expect(postings(other)['contributor:ada']).toMatch(/ longest-suffix$/);
});

test('what two sources tell of one attempt is accounted for once, and a correction replaces it', () => {
  const all = accounted([{ costNanos: null, billed: 'unknown', final: false }, {}], { lineage });
  expect(all.map(({ entry }) => entry?.billed ?? null)).toEqual([null, 1_000_000n]);
});

test('the flow puts contributors of its data behind the adapter, and of the base model behind that', () => {
  const { feeds } = accountingSteps({ tables: priceTables({ vendor }), lineage, datanets: [] });
  const tuned = { ...sampleInference, model: 'chat', adapter: 'tuned' };
  const plain = { ...tuned, adapter: null };
  expect(feeds?.behind('contributor:ada', tuned)).toBe('adapter:tuned');
  expect(feeds?.behind('developer:acme', tuned)).toBe('adapter:tuned');
  expect(feeds?.behind('developer:somebody', tuned)).toBeNull();
  expect(feeds?.behind('contributor:ada', plain)).toBe('base:small');
  expect(feeds?.behind('developer:founder', plain)).toBe('base:small');
  expect(feeds?.behind('developer:keeper', plain)).toBe('base:small');
  expect(feeds?.behind('developer:keeper', tuned)).toBe('adapter:tuned');
  expect(feeds?.behind('contributor:eve', plain)).toBeNull();
  expect(feeds?.behind('base:small', plain)).toBe('base:small');
  expect(feeds?.weights(tuned)).toBe('adapter:tuned');
  expect(feeds?.weights(plain)).toBe('base:small');
});

test('an adapter that was asked for by its name is the adapter that answered', () => {
  const asked = { adapter: null, responseModel: null };
  const adapterOf = (told: Partial<Inference>) =>
    accounted([{ ...asked, ...told }], { lineage })[0]?.entry?.adapter;
  expect(adapterOf({ model: 'tuned' })).toBe('tuned');
  expect(adapterOf({ model: 'chat:tuned' })).toBe('tuned');
  expect(adapterOf({ model: 'chat', responseModel: 'chat:tuned' })).toBe('tuned');
  // The server fell back to the base model.
  expect(adapterOf({ model: 'tuned', responseModel: 'small' })).toBeNull();
  expect(adapterOf({ model: 'chat' })).toBeNull();
});

test('an attempt of which final tellings differ is marked, also where the second changes no amount', () => {
  const seen = accounted([{ completionTokens: 9 }, { source: 'litellm', completionTokens: 7 }], {});
  expect(seen.map(({ disputed }) => disputed)).toEqual([false, true]);
});
