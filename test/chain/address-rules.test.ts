import { expect, test } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { passwordRule } from '../../src/chain/grammar.ts';
import { loadChain } from '../../src/chain/load.ts';
import type { ChainFileError } from '../../src/chain/problems.ts';
import { createRedactor } from '../../src/text/redact.ts';

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

test.each([
  ['postgres://reader@db.acme.ai:5432/app', 'postgres'],
  ['rediss://reader@cache.acme.ai/0', 'redis'],
])('%s says who reads, which is no secret', (address, kind) => {
  expect(storeAt(address)?.probes).toMatchObject([{ kind, options: { url: address } }]);
});

test('another scheme is not', () => {
  expect(() => storeAt('ftp://corpus/a')).toThrow(/is not an address for kind "store"/);
});

test.each([
  'abfss://corpus:key@acmedata.dfs.core.windows.net/a',
  'postgres://reader:word@db.acme.ai/app',
  'postgres://reader@word@db.acme.ai/app',
  'rediss://:word@cache.acme.ai/0',
  'https://token@acme.ai/',
])('%s: a password in one is refused, whatever the scheme', (address) => {
  expect(() => storeAt(address)).toThrow(/must not hold a user name or a password/);
});

test('the address that a mistake is answered with is one', () => {
  const words = /Give a URL or a host and a port: (\S+), /;
  const problem = (() => {
    try {
      storeAt('ftp://corpus/a');
    } catch (error) {
      return (error as ChainFileError).problems[0]?.hint ?? '';
    }
    return '';
  })();
  expect(storeAt(words.exec(problem)?.[1] ?? '')?.kind).toBe('store');
});

test('what is wrong with a password is readable behind the redactor', () => {
  expect(createRedactor().redact(passwordRule)).toBe(passwordRule);
});
