import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { probes } from '../../probes/registry.ts';
import { loadLineage } from '../../src/attribution/lineage/load.ts';
import { loadPrices } from '../../src/attribution/prices/load.ts';
import { loadVendorTable } from '../../src/attribution/prices/vendor-table.ts';
import { loadChain } from '../../src/chain/load.ts';
import { loadScenario } from '../../src/drill/scenario/load.ts';
import { wholeCatalogue } from '../../src/drill/scenario/whole-catalogue.ts';

/** Where a block stands, and what it says. */
type Example = readonly [place: string, text: string];

const examples = globSync(['*.md', '{probes,src,scenarios,policies,fixtures}/**/*.md'])
  .toSorted()
  .flatMap((path): readonly Example[] => {
    const text = readFileSync(path, 'utf8');
    return [...text.matchAll(/^```ya?ml\n(.*?)^```/gms)].map((match) => [
      `${path}:${text.slice(0, match.index).split('\n').length}`,
      match[1] ?? '',
    ]);
  });

type Entry = Readonly<Record<string, unknown>>;

/** What a file with this key at its top is, and who reads it. The first that fits. */
const readers: readonly (readonly [keys: readonly string[], read: Reader])[] = [
  [['faults'], readScenario],
  [['lineage'], (text) => loadLineage(text, 'lineage.yaml')],
  [['links'], readChain],
  [['attribution'], (_, entry) => readChain('', { links: { model: { kind: 'model' } }, ...entry })],
  [['probes'], (_, entry) => readLinks({ link: { kind: 'model', ...entry } })],
  [['providers', 'gpus'], async (text) => loadPrices(text, 'prices.yaml', await loadVendorTable())],
  // Of others: what runs their steps is tested by `test/scripts`.
  [['jobs', 'drills'], (_, entry) => expect(Object.keys(entry)).toHaveLength(1)],
];
type Reader = (text: string, entry: Entry) => unknown;

function readScenario(_: string, entry: Entry): unknown {
  const whole = { title: 'An example', chain: 'sandbox', ...entry };
  return loadScenario(stringify(whole), 'scenario.yaml', wholeCatalogue());
}

function readChain(_: string, entry: Entry): unknown {
  return loadChain(stringify({ chain: 'example', ...entry }), 'chain.yaml', probes);
}

function readLinks(links: Entry): unknown {
  return readChain('', { links });
}

test('there are some', () => {
  expect(examples.length).toBeGreaterThan(30);
});

test.each(examples)('%s is what its reader takes', async (_, text) => {
  const data: unknown = parse(text, { version: '1.2' });
  if (Array.isArray(data)) {
    readLinks({ link: { kind: 'model', probes: data } });
    return;
  }
  const entry = data as Entry;
  const reader = readers.find(([keys]) => keys.some((key) => key in entry));
  // What is none of them is one link.
  await (reader ? reader[1](text, entry) : readLinks(entry));
});
