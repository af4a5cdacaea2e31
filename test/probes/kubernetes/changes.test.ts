import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  node,
  pod,
  terminated,
  waiting,
  workload,
} from '../../support/fakes/kubernetes-objects.ts';
import { watching } from '../../watching/watching.ts';
import { TestCluster } from './cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start();
});
afterAll(() => cluster.close());
beforeEach(() => cluster.fake.clear());

test('a rollout is told once, scaling apart from it, and a crash is no change', async () => {
  const look = watching('kubernetes', () => cluster.look('deployment/vllm'));
  cluster.fake.put(workload(), pod());
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([]);

  const loop = { state: waiting('CrashLoopBackOff'), lastState: terminated(1, 'Error') };
  cluster.fake.put(workload({ available: 0 }), pod({ container: loop }));
  expect(await look()).toEqual([]);

  cluster.fake.put(workload({ revision: '4', image: 'vllm/vllm-openai:v0.12.0' }), pod());
  const told = await look();
  expect(told).toEqual([
    'container.rollout: 3 → 4',
    expect.stringMatching(/^container\.config: [0-9a-f]{16} → [0-9a-f]{16}$/),
  ]);
  expect(await look()).toEqual([]);

  cluster.fake.put(workload({ revision: '4', image: 'vllm/vllm-openai:v0.12.0', replicas: 3 }));
  cluster.fake.put(pod({ name: 'b' }), pod({ name: 'c' }));
  expect(await look()).toEqual(['container.replicas: 1 → 3']);
});

test('of a node, what its kernel, its boot and its cards are', async () => {
  const look = watching('kubernetes', () => cluster.look('node/gpu-1'));
  cluster.fake.put(node());
  await look();
  const labels = { 'nvidia.com/cuda.driver-version.full': '580.95.05' };
  cluster.fake.put(node({ labels, capacity: { 'nvidia.com/gpu': '4' } }));
  expect(await look()).toEqual(['gpu.count nvidia.com/gpu: 8 → 4']);
  cluster.fake.put(
    node({
      labels: { 'nvidia.com/cuda.driver-version.full': '590.10' },
      capacity: { 'nvidia.com/gpu': '4' },
    }),
  );
  expect(await look()).toEqual(['gpu.driver: 580.95.05 → 590.10']);
});
