import type { Chain, Link, LinkId, LinkKind, Need } from '../../chain/types.ts';

/**
 * The sandbox's chain as far as it is known before its servers have their ports: what the console
 * shows in the second in which they start. A test holds it to the real one.
 */
export const outline: Chain = {
  name: 'sandbox',
  models: [
    { id: 'chat', at: 'edge', needs: [{ link: 'router' }] },
    { id: 'vendor-chat', at: 'edge', needs: [{ link: 'vendor' }] },
  ],
  links: [
    link('name', 'dns'),
    link('certificate', 'certificate', one('name')),
    link('edge', 'gateway', one('name'), one('certificate'), one('api-gateway')),
    link('api-gateway', 'gateway'),
    link('router', 'router', { anyOf: ['replica-a', 'replica-b'] }),
    link('replica-a', 'inference-server', one('gpu-a'), one('store')),
    link('replica-b', 'inference-server', one('gpu-b'), one('store')),
    link('gpu-a', 'gpu'),
    link('gpu-b', 'gpu'),
    link('store', 'store'),
    link('vendor', 'provider'),
  ],
  vantages: [],
};

function link(id: LinkId, kind: LinkKind, ...needs: readonly Need[]): Link {
  return { id, kind, needs, labels: {}, probes: [] };
}

function one(id: LinkId): Need {
  return { link: id };
}
