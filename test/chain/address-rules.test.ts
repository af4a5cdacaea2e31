import { expect, test } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { loadChain } from '../../src/chain/load.ts';

const storeAt = (address: string) =>
  loadChain(
    `chain: x\nmodels: { m: s }\nlinks:\n  s: { kind: store, address: "${address}" }\n`,
    'chain.yaml',
    probes,
  ).links[0];

test.each([
  's3://corpus/a',
  'gs://corpus/a',
  'az://acmedata/corpus/a',
  'abfss://corpus@acmedata.dfs.core.windows.net/a',
])('%s is the address of a store, which its own probe looks at', (address) => {
  expect(storeAt(address)?.probes.map(({ kind }) => kind)).toEqual(['objectstore']);
});

test('another scheme is not', () => {
  expect(() => storeAt('ftp://corpus/a')).toThrow(/is not an address for kind "store"/);
});

test('a password in one is refused, whatever the scheme', () => {
  expect(() => storeAt('abfss://corpus:key@acmedata.dfs.core.windows.net/a')).toThrow(
    /must not hold a user name or a password/,
  );
});
