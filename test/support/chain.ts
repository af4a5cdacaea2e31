import type { Chain, Link, LinkKind, Need } from '../../src/chain/types.ts';

/** What a test says of a link; the rest is filled in. */
export interface LinkSketch {
  readonly id: string;
  readonly kind: LinkKind;
  readonly needs?: readonly (string | readonly string[])[];
  readonly owner?: string;
  readonly address?: string;
}

export function linkOf({ id, kind, needs = [], owner = 'infra', address }: LinkSketch): Link {
  return {
    id,
    kind,
    owner,
    ...(address === undefined ? {} : { address }),
    needs: needs.map((need): Need => (typeof need === 'string' ? { link: need } : { anyOf: need })),
    labels: {},
    probes: [
      {
        kind: 'http',
        name: 'http',
        options: {},
        intervalMs: 1_000,
        deadlineMs: 2_000,
        vantage: 'local',
        inferred: true,
      },
    ],
  };
}

export function chainOf(name: string, at: string, links: readonly LinkSketch[]): Chain {
  return {
    name,
    models: [{ id: 'chat-70b', at, needs: [] }],
    links: links.map(linkOf),
    vantages: [],
  };
}

/** A chain of twelve links as people run them: two replicas, a store that both share, a vendor. */
export const acmeChain: Chain = chainOf('acme-prod', 'gateway', [
  { id: 'chat.acme.ai', kind: 'dns', address: 'chat.acme.ai' },
  { id: 'certificate', kind: 'certificate', address: 'chat.acme.ai:443' },
  {
    id: 'gateway',
    kind: 'gateway',
    needs: ['chat.acme.ai', 'certificate', 'router'],
    address: 'https://chat.acme.ai',
    owner: 'edge team',
  },
  {
    id: 'router',
    kind: 'router',
    needs: [['replica-a', 'replica-b'], 'vendor-x'],
    address: 'http://10.0.3.8:8080',
  },
  {
    id: 'replica-a',
    kind: 'inference-server',
    needs: ['node-2', 'gpu-1', 'weights-store'],
    address: 'http://10.0.4.1:8000',
  },
  { id: 'node-2', kind: 'host', address: 'node-2' },
  { id: 'gpu-1', kind: 'gpu', address: 'node-2:0' },
  {
    id: 'replica-b',
    kind: 'inference-server',
    needs: ['node-3', 'gpu-2', 'weights-store'],
    address: 'http://10.0.4.2:8000',
  },
  { id: 'node-3', kind: 'host', address: 'node-3' },
  { id: 'gpu-2', kind: 'gpu', address: 'node-3:0' },
  { id: 'weights-store', kind: 'store', address: 'http://10.0.5.1:9000' },
  { id: 'vendor-x', kind: 'provider', address: 'https://api.vendor-x.example', owner: 'vendor' },
]);

/** The same without anything that is a gateway or a router. */
export const acmeWithoutGateways: Chain = {
  ...acmeChain,
  links: acmeChain.links.map((link) =>
    link.kind === 'gateway' || link.kind === 'router' ? { ...link, kind: 'model' } : link,
  ),
};
