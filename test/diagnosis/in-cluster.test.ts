import { expect, test } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { keyOf, link, Player, type Series } from '../support/looks.ts';

/*
 * What looks at a cluster and requests through it show together, and whom the verdict blames. The looks
 * are those that the kubernetes probe returns for such states (test/probes/kubernetes/conformance).
 */

const chain: Chain = {
  name: 'cluster',
  vantages: [],
  models: [{ id: 'chat', at: 'edge', needs: [] }],
  links: [
    link('edge', 'gateway', [{ link: 'vllm' }], 'https://chat.test/v1'),
    link('vllm', 'inference-server', [{ link: 'pods' }], 'http://vllm.llm.svc:8000/v1'),
    link('pods', 'container', [{ link: 'gpu-1' }], 'k8s:llm/deployment/vllm'),
    link('gpu-1', 'host', [], 'k8s:node/gpu-1'),
  ],
};
const inCluster = (id: string): Series => ({ link: id, probe: 'kubernetes', reach: 'self' });
const edge: Series = { link: 'edge', probe: 'http', reach: 'access' };
const ask: Series = { link: 'edge', probe: 'openai', reach: 'through', model: 'chat' };
const health: Series = { link: 'vllm', probe: 'http', reach: 'access' };
const [pods, node, service] = [inCluster('pods'), inCluster('gpu-1'), inCluster('vllm')];
const series = [edge, ask, health, pods, node, service];

function culpritOf(shown: readonly (readonly [Series, string])[]): string {
  const player = new Player(chain, series);
  player.rounds(12);
  player.rounds(20, Object.fromEntries(shown.map(([one, symptom]) => [keyOf(one), symptom])));
  const { culprits } = player.engine.verdict();
  return culprits.map((one) => `${one.link} ${one.mode}`).join(', ');
}

/** Nobody stands behind the service any more. */
const down = [
  [ask, 'http.503'],
  [health, 'tcp.refused'],
  [service, 'k8s.no_endpoints'],
] as const;

test.each([
  ['pods container.oom_killed', [...down, [pods, 'k8s.oom_killed']]],
  ['pods image.not_pulled', [...down, [pods, 'k8s.image_pull_not_found']]],
  ['pods image.pull_denied', [...down, [pods, 'k8s.image_pull_auth']]],
  ['pods container.secret_missing', [...down, [pods, 'k8s.secret_missing']]],
  ['pods container.unplaced', [...down, [pods, 'k8s.unschedulable_gpu']]],
  ['pods container.killed_by_check', [...down, [pods, 'k8s.killed_by_check']]],
  ['pods container.rollout_stuck', [[pods, 'k8s.rollout_stuck']]],
  ['pods container.some_replicas_down', [[pods, 'k8s.some_unavailable']]],
  ['gpu-1 host.gpus_unregistered', [[node, 'k8s.gpus_unhealthy']]],
  [
    'gpu-1 host.gpus_unregistered',
    [...down, [pods, 'k8s.unschedulable_gpu'], [node, 'k8s.gpus_missing']],
  ],
  ['gpu-1 host.cordoned', [[node, 'k8s.node_cordoned']]],
  ['gpu-1 host.agent_lost', [[node, 'k8s.node_not_ready']]],
  ['gpu-1 host.pod_network', [...down, [node, 'k8s.node_network']]],
] as const)('%s', (culprit, shown) => {
  expect(culpritOf(shown)).toBe(culprit);
});

test('a silent kubelet is a matter of its node, whatever ails that', () => {
  expect(culpritOf([[node, 'k8s.node_lost']])).toMatch(/^gpu-1 host\.\w+$/);
});

test('what nobody could look at blames nobody', () => {
  const unseen = [pods, node, service].map((one) => [one, 'k8s.api_unreachable'] as const);
  expect(culpritOf(unseen)).toBe('');
});
