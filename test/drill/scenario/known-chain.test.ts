import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { probes } from '../../../probes/registry.ts';
import { loadChain } from '../../../src/chain/load.ts';
import { knownOf, sandboxChain } from '../../../src/drill/scenario/known-chain.ts';
import { chainYamlOf } from '../../../src/sandbox/chain-yaml.ts';
import { objectNames } from '../../../src/sandbox/language/manifest.ts';
import { scratch } from '../../support/scratch.ts';

it('what scenarios may name of the sandbox is what its chain holds', async () => {
  const directory = await scratch();
  const manifest = join(directory, 'objects', objectNames.manifest);
  mkdirSync(dirname(manifest), { recursive: true });
  writeFileSync(
    manifest,
    JSON.stringify({ documents: [], objects: { [objectNames.tokens]: 'ab' } }),
  );
  const layout = { directory, firstPort: 20_000, gatewayKey: 'g', vendorKey: 'v' };
  const real = knownOf(loadChain(chainYamlOf(layout, 250), 'sandbox.yaml', probes));
  const named = ({ links }: typeof real) =>
    [...links].map(([id, { kind, probes: all }]) => ({ id, kind, probes: all }));
  expect(named(sandboxChain)).toEqual(named(real));
  expect(sandboxChain.vantages).toEqual(real.vantages);
});
