import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probes } from '../../probes/registry.ts';
import { readChainFile } from '../../src/chain/load.ts';
import { ChainFileError, describeProblems } from '../../src/chain/problems.ts';
import { scratch } from '../support/scratch.ts';

async function chainWith(attribution: string): Promise<string> {
  const directory = await scratch();
  writeFileSync(join(directory, 'lineage.json'), '{}');
  writeFileSync(join(directory, 'prices.yaml'), 'gpus: {}');
  mkdirSync(join(directory, 'legal'));
  const path = join(directory, 'chain.yaml');
  const links = 'links:\n  gateway: { kind: gateway, address: "http://127.0.0.1:1/" }\n';
  writeFileSync(path, `chain: acme\nattribution:\n${attribution}\n${links}`);
  return path;
}

async function problemsWith(attribution: string): Promise<string> {
  const path = await chainWith(attribution);
  const error = await readChainFile(path, probes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChainFileError)) throw new Error(`no chain error: ${String(error)}`);
  return describeProblems(error).replaceAll(path, 'chain.yaml');
}

test('paths stand from where the chain file is', async () => {
  const path = await chainWith(
    '  lineage: lineage.json\n  prices: ./prices.yaml\n  datanets: [legal]\n  ledger: books\n  listen: 127.0.0.1:4318',
  );
  const directory = join(path, '..');

  expect((await readChainFile(path, probes)).attribution).toEqual({
    lineage: join(directory, 'lineage.json'),
    prices: join(directory, 'prices.yaml'),
    datanets: [join(directory, 'legal')],
    ledger: join(directory, 'books'),
    listen: '127.0.0.1:4318',
  });
});

test('what is not there is told with its place, all at once', async () => {
  const told = await problemsWith(
    '  lineage: nowhere.json\n  prices: legal\n  datanets: [legal, lineage.json]',
  );

  expect(told).toContain('chain.yaml:3:12: attribution.lineage: there is no file "nowhere.json"');
  expect(told).toContain('chain.yaml:4:11: attribution.prices: there is no file "legal"');
  expect(told).toContain('there is no directory "lineage.json" [E_FILE]');
  expect(told).toContain('3 problems');
});

test('a place to listen at has a port', async () => {
  for (const listen of ['localhost', 'localhost:0', '127.0.0.1:70000', 'http://x:1']) {
    expect(await problemsWith(`  listen: "${listen}"`)).toContain('must be host:port');
  }
});

test('a misspelt key is told', async () => {
  expect(await problemsWith('  linage: lineage.json')).toContain('lineage');
});
