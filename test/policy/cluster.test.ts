import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Policies } from '../../src/chain/policies-schema.ts';
import { judgePolicies } from '../../src/policy/judge.ts';
import { TestCluster } from '../probes/kubernetes/cluster.ts';
import {
  DIGEST,
  type NodeParts,
  node,
  pod,
  service,
  workload,
} from '../support/fakes/kubernetes-objects.ts';
import { known, link, look, plan, told } from './made.ts';

/* Policies over what the probe really tells of a cluster. */

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start();
});
afterAll(() => cluster.close());
beforeEach(() => cluster.fake.clear());

async function rulingsOn(object: string, policies: Policies, options: { gpus?: number } = {}) {
  const { facts = {}, outcome, summary } = await cluster.look(object, options);
  const looks = [{ ...look('there', 'kubernetes', {}), facts, outcome, summary }];
  const there = link('there', { probes: [plan('kubernetes', { object, ...options })] });
  return judgePolicies(policies, known([there], looks));
}

describe('pinned images', () => {
  const policies = { images: { pinned: true } } as const;
  const pinned = `vllm/vllm-openai@${DIGEST}`;

  test('are told by what the pods of a workload are asked to run', async () => {
    cluster.fake.put(workload(), pod({ image: pinned }));
    expect(told(await rulingsOn('deployment/vllm', policies))).toEqual([`there held: ${pinned}`]);
  });

  test('an image by its tag is not one, and the digest of what runs is named', async () => {
    cluster.fake.put(workload(), pod());
    expect(await rulingsOn('deployment/vllm', policies)).toMatchObject([
      {
        state: 'broken',
        seen: 'vllm/vllm-openai:v0.11.0',
        wanted: 'an image of vllm named by its digest',
        fact: 'k8s.image.vllm',
        remedy: `run it as vllm/vllm-openai@${DIGEST}, which is what runs now`,
      },
    ]);
  });

  test('in the middle of a rollout both are judged', async () => {
    cluster.fake.put(workload({ replicas: 2 }), pod({ name: 'a', image: pinned }), pod());
    expect(told(await rulingsOn('pods/app=vllm', policies))).toEqual([
      `there broken: vllm/vllm-openai:v0.11.0, ${pinned}`,
    ]);
  });

  test('of a workload without pods nobody can tell, and a service has none', async () => {
    cluster.fake.put(workload({ replicas: 0 }), service());
    expect(await rulingsOn('deployment/vllm', policies)).toMatchObject([
      { link: 'there', state: 'unknown', remedy: expect.stringContaining('look at its container') },
    ]);
    expect(told(await rulingsOn('service/vllm', policies))).toEqual(['chain unknown: not seen']);
  });
});

describe('drivers', () => {
  const policies = { drivers: { driver: '>=550.54 <600', cuda: '>=12.4' } };
  const labels = {
    'nvidia.com/cuda.driver-version.full': '535.104.05',
    'nvidia.com/cuda.runtime-version.full': '12.4',
  };
  const on = async (parts: NodeParts, options = {}) => {
    cluster.fake.put(node(parts));
    return rulingsOn('node/gpu-1', policies, options);
  };

  test('of a node are held against their ranges', async () => {
    const rulings = await on({ labels });
    expect(told(rulings)).toEqual(['there broken: driver 535.104.05', 'there held: CUDA 12.4']);
    expect(rulings[0]).toMatchObject({ fact: 'k8s.gpu_driver' });
  });

  test('of a node with cards and without labels nobody can tell', async () => {
    expect(await on({ labels: {} })).toMatchObject([
      { state: 'unknown', remedy: expect.stringContaining('feature discovery') },
      { state: 'unknown' },
    ]);
  });

  test('of a node without cards are nobody’s concern, unless it is to have some', async () => {
    const bare = { labels: {}, capacity: { cpu: '8' } };
    expect(told(await on(bare))).toEqual(['chain unknown: not seen']);
    expect(told(await on(bare, { gpus: 8 }))).toEqual([
      'there unknown: not seen',
      'there unknown: not seen',
    ]);
  });
});
