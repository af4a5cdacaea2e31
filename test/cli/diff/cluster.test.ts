import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { runDiff } from '../../../src/cli/diff.ts';
import { runPolicy } from '../../../src/cli/policy.ts';
import { runSnapshot } from '../../../src/cli/snapshot.ts';
import { diffSchema } from '../../../src/drift/schema.ts';
import { policySchema } from '../../../src/report/policy/schema.ts';
import { TestCluster, TOKEN } from '../../probes/kubernetes/cluster.ts';
import { commandContext } from '../../support/command-context.ts';
import {
  pod,
  terminated,
  type WorkloadParts,
  waiting,
  workload,
} from '../../support/fakes/kubernetes-objects.ts';
import { scratch } from '../../support/scratch.ts';

/* What pods of a cluster are asked to run, before and after somebody changed it. */

const env = [
  { name: 'LOG_LEVEL', value: 'info' },
  { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf-token', key: 'token' } } },
  { name: 'API_KEY', value: 'sk-verysecret1' },
];
const good = {
  args: ['--model', 'Qwen/Qwen3-8B', '--max-model-len', '4096', '--api-key=sk-verysecret2'],
  env,
  envFrom: [{ configMapRef: { name: 'settings' } }],
  resources: { limits: { memory: '64Gi', 'nvidia.com/gpu': '1' } },
  readinessProbe: { httpGet: { path: '/health', port: 8000 } },
};
/** Each of these is one difference. */
const planted = {
  args: ['--model', 'Qwen/Qwen3-8B', '--max-model-len', '65536', '--api-key=sk-verysecret2'],
  env: [
    { name: 'LOG_LEVEL', value: 'debug' },
    { name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf-token-2', key: 'token' } } },
    { name: 'API_KEY', value: 'sk-verysecret1' },
  ],
  envFrom: [{ configMapRef: { name: 'settings' } }],
  resources: { limits: { memory: '48Gi', 'nvidia.com/gpu': '1' } },
  readinessProbe: { httpGet: { path: '/healthz', port: 8000 } },
};

async function cluster(object = 'deployment/vllm') {
  const it = await TestCluster.start();
  onTestFinished(() => it.close());
  vi.stubEnv('CLUSTER_TOKEN', TOKEN);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const directory = await scratch();
  const chain = join(directory, 'chain.yaml');
  const way = { server: it.fake.url, token: 'env:CLUSTER_TOKEN', ca: it.file('ca.pem') };
  const probe = { kind: 'kubernetes', object, namespace: 'llm', ...way };
  await writeFile(
    chain,
    stringify({
      chain: 'in-cluster',
      defaults: { every: '20s', deadline: '15s' },
      policies: { models: { pinned: true } },
      links: { vllm: { kind: 'container', probes: [probe] } },
    }),
  );
  return { it, directory, chain };
}

function put({ fake }: TestCluster, container: object, more: WorkloadParts = {}): void {
  fake.clear();
  fake.put(workload({ container: { ...container }, ...more }), pod());
}

async function snapshot(directory: string, chain: string): Promise<string> {
  const out = join(directory, 'good.json');
  const { context } = commandContext(directory);
  expect(await runSnapshot([chain], { output: out, rounds: '1' }, context)).toBe(0);
  return out;
}

async function diff(directory: string, operands: readonly string[]) {
  const { context, written } = commandContext(directory);
  const code = await runDiff(operands, { rounds: '1', json: true }, context);
  return { code, document: diffSchema.parse(JSON.parse(written.result)), text: written.result };
}

test('lists exactly what was planted, of secrets the names alone', async () => {
  const { it, directory, chain } = await cluster();
  put(it, good);
  const before = await snapshot(directory, chain);
  put(it, planted);
  const { code, document, text } = await diff(directory, [before, chain]);

  const seen = document.differences.map(
    (one) => `${one.category}: ${one.what}: ${one.before} → ${one.after}`,
  );
  expect(seen.toSorted()).toEqual([
    expect.stringMatching(
      /^configuration: container\.setting readinessProbe \(vllm\): hash \w{16} → hash \w{16}$/,
    ),
    'environment variable: container.env HF_TOKEN (vllm): from secretKeyRef hf-token/token → from secretKeyRef hf-token-2/token',
    expect.stringMatching(
      /^environment variable: container\.env LOG_LEVEL \(vllm\): hash \w{16} → hash \w{16}$/,
    ),
    'flag: container.flag --max-model-len (vllm): 4096 → 65536',
    'resources: container.memory_limit (vllm): 64Gi → 48Gi',
  ]);
  expect(document.untold).toEqual([]);
  expect(code).toBe(1);
  for (const kept of [await readFile(before, 'utf8'), text]) {
    expect(kept).not.toMatch(/verysecret|debug/);
    expect(kept).not.toContain(TOKEN);
  }
}, 40_000);

test('finds none where nothing was changed, and a new container by its name', async () => {
  const { it, directory, chain } = await cluster();
  put(it, good);
  const before = await snapshot(directory, chain);
  put(it, good, { revision: '7', replicas: 1 });
  const rolledOut = await diff(directory, [before, chain]);
  expect(rolledOut.document.differences.map(({ what }) => what)).toEqual(['container.rollout']);
  // Of two clusters it says nothing how often each was rolled out.
  const place = join(directory, 'staging.yaml');
  const renamed = (await readFile(chain, 'utf8')).replace('chain: in-cluster', 'chain: staging');
  await writeFile(place, renamed);
  expect(await diff(directory, [before, place])).toMatchObject({ code: 0 });

  put(it, good, { beside: [{ name: 'proxy', image: 'envoy:1', args: ['--concurrency', '2'] }] });
  const { document } = await diff(directory, [before, chain]);
  expect(document.differences.map(({ what, before: was, after }) => [what, was, after])).toEqual(
    expect.arrayContaining([['container.flag --concurrency (proxy)', null, '2']]),
  );
}, 40_000);

test('pods of a selector that were drawn anew differ in nothing', async () => {
  const { it, directory, chain } = await cluster('pods/app=vllm');
  const own = (name: string, node: string, token: string) => {
    const made = pod({ name, node }) as ReturnType<typeof pod> & { spec: object };
    const volumes = [{ name: `kube-api-access-${token}`, projected: { defaultMode: 420 } }];
    return { ...made, spec: { ...made.spec, volumes } };
  };
  it.fake.put(own('vllm-1', 'gpu-1', 'abcde'));
  const before = await snapshot(directory, chain);
  it.fake.clear();
  it.fake.put(own('vllm-2', 'gpu-2', 'fghij'));
  const { document } = await diff(directory, [before, chain]);
  expect(document.differences).toEqual([]);
}, 40_000);

test('ranks the flag first that the last words of a crashing container name', async () => {
  const { it, directory, chain } = await cluster();
  put(it, good);
  const before = await snapshot(directory, chain);
  it.fake.clear();
  const why = 'ValueError: --max-model-len 65536 is larger than the KV cache can hold';
  const crashing = {
    state: waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
    lastState: terminated(1, 'Error', 20, why),
    restartCount: 7,
  };
  it.fake.put(workload({ container: planted, available: 0 }), pod({ container: crashing }));
  const { document } = await diff(directory, [before, chain]);
  const [first, second] = document.differences;
  expect(first?.what).toBe('container.flag --max-model-len (vllm)');
  expect(first?.explains ?? 0).toBeGreaterThan(2 * (second?.explains ?? 0));
}, 40_000);

test('a policy about models reads the flags of pods', async () => {
  const { it, directory, chain } = await cluster();
  const rulings = async () => {
    const { context, written } = commandContext(directory);
    await runPolicy([chain], { rounds: '1', json: true }, context);
    return policySchema
      .parse(JSON.parse(written.result))
      .rulings.map(({ link, state, seen }) => `${link} ${state}: ${seen}`);
  };
  put(it, good);
  expect(await rulings()).toEqual(['vllm broken: Qwen/Qwen3-8B, whatever its newest revision is']);
  put(it, {
    ...good,
    args: [...good.args, '--revision', 'b968826d9c46dd6066d109eabc6255188de91218'],
  });
  expect(await rulings()).toEqual([
    'vllm held: Qwen/Qwen3-8B at b968826d9c46dd6066d109eabc6255188de91218',
  ]);
}, 40_000);
