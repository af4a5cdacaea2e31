import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { resources, serverPages } from '../../../probes/kubernetes/api/resources.ts';
import type { FakeObject, FakeRule } from '../../support/fakes/kubernetes.ts';
import {
  endpointSlice,
  node,
  object,
  pod,
  service,
  terminated,
  waiting,
  workload,
} from '../../support/fakes/kubernetes-objects.ts';
import { TestCluster } from './cluster.ts';

const policy = readFileSync(
  new URL('../../../policies/kubernetes-readonly.yaml', import.meta.url),
  'utf8',
);
const documents = parseAllDocuments(policy).map((one) => one.toJS() as Record<string, unknown>);
const role = documents.find(({ kind }) => kind === 'ClusterRole') as { rules: readonly FakeRule[] };

/** `apps/deployments`, each that a rule names. */
function named(rules: readonly FakeRule[]): readonly string[] {
  return rules
    .flatMap(({ apiGroups = [], resources: own = [] }) =>
      apiGroups.flatMap((group) => own.map((plural) => `${group}/${plural}`)),
    )
    .toSorted();
}

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await TestCluster.start({ rules: role.rules });
});
afterAll(() => cluster.close());
beforeEach(() => cluster.fake.clear());

test('the shipped role allows to read what the probe reads, and nothing else', () => {
  const read = Object.values(resources).map(({ group, plural }) => `${group}/${plural}`);
  expect(named(role.rules)).toEqual(read.toSorted());
  expect(role.rules.flatMap(({ nonResourceURLs = [] }) => nonResourceURLs)).toEqual(serverPages);
  expect(new Set(role.rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
  expect(named(role.rules).join()).not.toMatch(/secret|configmap|log|exec|\*/);
});

/** Objects in trouble, so that each look asks all that it ever asks. */
const ill = {
  phase: 'Pending',
  claim: 'weights',
  ageSeconds: 900,
  container: { state: waiting('ContainerCreating') },
} as const;
const everything: readonly FakeObject[] = [
  workload({ available: 0 }),
  workload({ kind: 'StatefulSet', name: 'qdrant', available: 0 }),
  workload({ kind: 'DaemonSet', name: 'dcgm', available: 0 }),
  pod(ill),
  pod({ ...ill, name: 'alone' }),
  pod({
    name: 'qdrant-0',
    labels: { app: 'qdrant' },
    container: { state: terminated(1, 'Error') },
  }),
  service(),
  endpointSlice([false]),
  node(),
  object('Ingress', 'networking.k8s.io/v1', 'chat', {
    spec: { defaultBackend: { service: { name: 'vllm' } } },
  }),
  object('Gateway', 'gateway.networking.k8s.io/v1', 'edge'),
  object('HTTPRoute', 'gateway.networking.k8s.io/v1', 'chat'),
  object('InferenceService', 'serving.kserve.io/v1beta1', 'qwen'),
  object('HorizontalPodAutoscaler', 'autoscaling/v2', 'vllm'),
  object('PersistentVolumeClaim', 'v1', 'weights', { status: { phase: 'Pending' } }),
];

test.each([
  'deployment/vllm',
  'statefulset/qdrant',
  'daemonset/dcgm',
  'pod/alone',
  'pods/app=vllm',
  'service/vllm',
  'node/gpu-1',
  'ingress/chat',
  'gateway/edge',
  'httproute/chat',
  'isvc/qwen',
  'hpa/vllm',
  'pvc/weights',
  'namespace/llm',
  'api',
])('with that role a look at %s sees all, by GET alone', async (what) => {
  cluster.fake.put(...everything);
  const finding = await cluster.look(what);
  expect(finding.outcome, JSON.stringify(finding)).not.toBe('unknown');
  const unseen = Object.keys(finding.facts ?? {}).filter((name) => name.includes('not_seen'));
  expect(unseen).toEqual([]);
  expect(cluster.fake.requests.length).toBeGreaterThan(0);
  expect(new Set(cluster.fake.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('without a part of it, the look says what it could not see', async () => {
  const rules = role.rules.filter(({ apiGroups }) => !apiGroups?.includes('autoscaling'));
  const smaller = await TestCluster.start({ rules });
  try {
    smaller.fake.put(workload(), pod());
    const finding = await smaller.look('deployment/vllm');
    expect(finding).toMatchObject({ outcome: 'ok' });
    expect(String(finding.facts?.['k8s.not_seen.autoscalers'])).toContain(
      'cannot list resource "horizontalpodautoscalers"',
    );
    const refused = await smaller.look('hpa/vllm');
    expect(refused).toMatchObject({ outcome: 'unknown', symptom: 'self.permission' });
    expect(refused.evidence?.join()).toContain('cannot get resource "horizontalpodautoscalers"');
  } finally {
    await smaller.close();
  }
});
