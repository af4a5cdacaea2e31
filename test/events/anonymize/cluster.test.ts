import { expect, test } from 'vitest';
import { parseKubernetesAddress } from '../../../src/chain/kubernetes-address.ts';
import type { Chain, Link } from '../../../src/chain/types.ts';
import { ownVocabulary } from '../../../src/cli/anonymize/vocabulary.ts';
import { AliasBook } from '../../../src/events/anonymize/alias-book.ts';
import { Names } from '../../../src/events/anonymize/names.ts';
import { rewriteChain } from '../../../src/events/anonymize/rewrite-chain.ts';
import { Scanner } from '../../../src/events/anonymize/scanner.ts';

const link = (id: string, kind: Link['kind'], address: string, options: object): Link => ({
  ...{ id, kind, address, needs: [], labels: {} },
  probes: [
    {
      ...{ kind: 'kubernetes', name: 'kubernetes', intervalMs: 1_000, deadlineMs: 1_000 },
      ...{ vantage: 'local', inferred: false, options: { ...options } },
    },
  ],
});

const chain: Chain = {
  name: 'acme',
  vantages: [],
  models: [],
  links: [
    link('falcon', 'container', 'k8s:falcon-team/deployment/falcon-vllm', {
      namespace: 'falcon-team',
      object: 'deployment/falcon-vllm',
      context: 'falcon-prod',
    }),
    link('machine', 'host', 'k8s:node/falcon-gpu-17', { object: 'node/falcon-gpu-17' }),
  ],
};

test('objects of a cluster keep their kind and lose their names, the same everywhere', () => {
  const names = new Names(new AliasBook(Buffer.from('key'), new Set()), ownVocabulary());
  const copy = rewriteChain(chain, names, new Scanner(names));
  expect(JSON.stringify(copy)).not.toContain('falcon');
  const [pods, machine] = copy.links;
  const address = parseKubernetesAddress(pods?.address ?? '');
  expect(address?.object).toMatch(/^deployment\//);
  expect(pods?.probes[0]?.options).toMatchObject({ ...address });
  expect(machine?.address).toBe(`k8s:${machine?.probes[0]?.options.object}`);
  expect(parseKubernetesAddress(machine?.address ?? '')?.object).toMatch(/^node\//);
});
