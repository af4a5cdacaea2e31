import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { kubernetesProbe } from '../../../probes/kubernetes/index.ts';
import { parseKubernetesAddress } from '../../../src/chain/kubernetes-address.ts';
import { fromKubernetes } from '../../../src/discover/kubernetes/from-kubernetes.ts';
import type { Guess } from '../../../src/discover/types.ts';
import { TestCluster, TOKEN } from '../../probes/kubernetes/cluster.ts';
import type { FakeObject } from '../../support/fakes/kubernetes.ts';
import { node, object, pod, service, workload } from '../../support/fakes/kubernetes-objects.ts';
import { lookContext, strikingOut } from '../../support/look-context.ts';

const PASSWORD = 'correct-horse-9f2d';

function withEnv(made: FakeObject, env: Readonly<Record<string, string>>): FakeObject {
  const variables = [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf', key: 'token' } } },
  ];
  const text = JSON.stringify(made).replace(
    '"ports":',
    `"env":${JSON.stringify(variables)},"ports":`,
  );
  return JSON.parse(text) as FakeObject;
}

const router = withEnv(
  workload({ name: 'litellm', image: 'ghcr.io/berriai/litellm:v1.80.0', args: [], gpus: 0 }),
  {
    OPENAI_API_BASE: 'http://vllm.llm.svc.cluster.local/v1',
    DATABASE_URL: `postgresql://app:${PASSWORD}@spend-db:5432/app`,
    ANTHROPIC_BASE_URL: 'https://api.anthropic.com',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel.monitoring:4318',
    LOG_LEVEL: 'info',
  },
);
const chain: readonly FakeObject[] = [
  object('Ingress', 'networking.k8s.io/v1', 'chat', {
    spec: {
      tls: [{ hosts: ['chat.example.com'], secretName: 'chat-tls' }],
      rules: [
        {
          host: 'chat.example.com',
          http: {
            paths: [{ path: '/', backend: { service: { name: 'litellm' } } }],
          },
        },
      ],
    },
  }),
  service('litellm', { selector: { app: 'litellm' } }),
  service('vllm'),
  service('spend-db', { selector: { app: 'spend-db' }, ports: [{ port: 5432 }] }),
  service('unrelated', { selector: { app: 'unrelated' } }),
  router,
  workload({ args: ['--served-model-name', 'qwen', 'qwen-fast', '--model', 'Qwen/Qwen3-8B'] }),
  workload({ kind: 'StatefulSet', name: 'spend-db', image: 'postgres:17', args: [], gpus: 0 }),
  pod(),
  pod({ name: 'vllm-2', node: 'gpu-2' }),
  node({ labels: { 'nvidia.com/gpu.product': 'NVIDIA-H200' } }),
  node({ name: 'gpu-2' }),
  node({ name: 'idle' }),
  workload({ name: 'coredns', namespace: 'kube-system', image: 'coredns:1.12' }),
];

let cluster: TestCluster;
let kubeconfig: string;
beforeAll(async () => {
  cluster = await TestCluster.start();
  kubeconfig = await cluster.write(
    'config',
    stringify({
      'current-context': 'fake',
      clusters: [
        {
          name: 'fake',
          cluster: {
            server: cluster.fake.url,
            'certificate-authority-data': Buffer.from(cluster.fake.ca).toString('base64'),
          },
        },
      ],
      users: [{ name: 'me', user: { token: TOKEN } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'me' } }],
    }),
  );
  cluster.fake.put(...chain);
});
afterAll(() => cluster.close());

const context = () => lookContext({ deadlineMs: 20_000, redactor: strikingOut(TOKEN) });
const discover = (options = {}) => fromKubernetes(context(), { kubeconfig, ...options });
const named = (guesses: readonly Guess[], id: string) => guesses.find((one) => one.id === id);

describe('a cluster', () => {
  test('becomes the chain that requests take through it', async () => {
    const { guesses, models, problems } = await discover();
    expect(problems).toEqual([]);
    expect(named(guesses, 'chat-ingress')).toMatchObject({
      kind: 'gateway',
      address: 'https://chat.example.com',
      needs: ['chat.example.com-name', 'chat.example.com-certificate', 'litellm'],
      also: [{ kind: 'kubernetes', namespace: 'llm', object: 'ingress/chat', kubeconfig }],
    });
    expect(named(guesses, 'litellm')).toMatchObject({
      kind: 'router',
      needs: ['litellm-pods', 'vllm', 'spend-db', 'api.anthropic.com:443'],
    });
    expect(named(guesses, 'vllm')).toMatchObject({
      kind: 'inference-server',
      address: 'k8s:llm/service/vllm',
      needs: ['vllm-pods'],
    });
    expect(named(guesses, 'vllm-pods')).toMatchObject({
      kind: 'container',
      address: 'k8s:llm/deployment/vllm',
      anyOf: [['gpu-1', 'gpu-2']],
    });
    expect(named(guesses, 'spend-db')).toMatchObject({ kind: 'store', onlyIfNeeded: true });
    expect(named(guesses, 'gpu-1')).toMatchObject({ kind: 'host', labels: { gpu: 'NVIDIA-H200' } });
    expect(named(guesses, 'unrelated')).toMatchObject({ onlyIfNeeded: true });
    expect(guesses.filter(({ source }) => source.includes('kube-system'))).toEqual([]);
    expect(models.map(({ id, at }) => [id, at])).toEqual([
      ['qwen', 'vllm'],
      ['qwen-fast', 'vllm'],
    ]);
  });

  test('gives a reason and a place for each guess, and needs that it knows', async () => {
    const { guesses } = await discover();
    const ids = new Set(guesses.map(({ id }) => id));
    expect(ids.size).toBe(guesses.length);
    for (const { why, source, needs, anyOf = [] } of guesses) {
      expect(why).toMatch(/^[^A-Z].*[^.]$/s);
      expect(source).not.toBe('');
      for (const need of [...needs, ...anyOf.flat()]) {
        if (!need.includes(':')) expect(ids).toContain(need);
      }
    }
  });

  test('whose probes and addresses are such as a chain file takes', async () => {
    const { guesses } = await discover();
    for (const { probes = [], also = [], address } of guesses) {
      for (const { kind: _, ...options } of [...probes, ...also]) {
        expect(kubernetesProbe.options.safeParse(options).error).toBeUndefined();
      }
      if (address?.startsWith('k8s:')) expect(parseKubernetesAddress(address)).toBeDefined();
    }
  });

  test('none of whose secrets leaves it', async () => {
    const told = JSON.stringify(await discover());
    expect(told).not.toContain(PASSWORD);
    expect(told).not.toContain(TOKEN);
    expect(cluster.fake.requests.map(({ path }) => path).join()).not.toMatch(/secret|configmap/);
  });

  test('one namespace of it, and what carries some labels', async () => {
    const other = await discover({ namespace: 'elsewhere' });
    expect(other.guesses.map(({ kind }) => kind)).toEqual(['host', 'host', 'host']);
    const labelled = await discover({ labels: 'app=vllm' });
    expect(labelled.guesses.map(({ id }) => id)).toContain('vllm-pods');
    expect(labelled.guesses.map(({ id }) => id)).not.toContain('spend-db-pods');
  });

  test('of which not all may be read', async () => {
    cluster.fake.trouble(/ingresses/, {
      status: 403,
      body: JSON.stringify({
        message: 'ingresses.networking.k8s.io is forbidden: User "me" cannot list',
      }),
    });
    const { guesses, problems } = await discover();
    cluster.fake.trouble(null);
    expect(problems.join()).toContain('cannot list');
    expect(named(guesses, 'vllm')).toBeDefined();
  });
});

test('where no cluster is known, nothing is guessed and nothing is told', async () => {
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = cluster.file('none');
  try {
    expect(await fromKubernetes(context())).toEqual({ guesses: [], models: [], problems: [] });
  } finally {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  }
});

test.each([
  [{ kubeconfig: '/nowhere/config' }, '/nowhere/config is not there'],
  [{ context: 'prdo' }, 'it has no context "prdo"; it has fake'],
])('a cluster that is named %j and is not there is a mistake of who named it', async (way, why) => {
  await expect(discover(way)).rejects.toMatchObject({
    code: 'E_OPTION',
    message: `the kubeconfig cannot be used: ${why}`,
  });
});
