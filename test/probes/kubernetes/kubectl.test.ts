import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { kubernetesProbe } from '../../../probes/kubernetes/index.ts';
import {
  endpointSlice,
  node,
  object,
  pod,
  service,
  workload,
} from '../../support/fakes/kubernetes-objects.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { TestCluster, TOKEN } from './cluster.ts';

const run = promisify(execFile);

/*
 * The real kubectl is asked what a look says that a person can ask: each command runs in a real shell,
 * against the fake server, with a kubeconfig that both read.
 */
describe.runIf(needsPrograms('kubectl'))('the commands of looks, typed by hand', () => {
  let cluster: TestCluster;
  let kubeconfig: string;
  beforeAll(async () => {
    cluster = await TestCluster.start();
    cluster.fake.put(
      workload(),
      pod(),
      service(),
      endpointSlice([true]),
      node(),
      object('Ingress', 'networking.k8s.io/v1', 'chat'),
      object('InferenceService', 'serving.kserve.io/v1beta1', 'qwen'),
      object('ResourceQuota', 'v1', 'compute'),
      object('HorizontalPodAutoscaler', 'autoscaling/v2', 'vllm'),
      object('PersistentVolumeClaim', 'v1', 'weights'),
    );
    const { pem, key } = await cluster.fake.userCertificate('alice');
    await cluster.write('alice.pem', pem);
    kubeconfig = await cluster.write(
      "it's my config",
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'fake',
            cluster: { server: cluster.fake.url, 'certificate-authority': 'ca.pem' },
          },
        ],
        users: [
          {
            name: 'alice',
            user: {
              'client-certificate': 'alice.pem',
              'client-key-data': Buffer.from(key).toString('base64'),
            },
          },
        ],
        contexts: [{ name: 'alice@fake', context: { cluster: 'fake', user: 'alice' } }],
      }),
    );
  });
  afterAll(() => cluster.close());

  async function paste(options: object): Promise<string> {
    const command = kubernetesProbe.command(kubernetesProbe.options.parse(options));
    // Its cache of what the server has belongs into the directory of the test.
    const env = { ...process.env, HOME: cluster.directory, TOKEN };
    const { stdout } = await run('sh', ['-c', command], { env, timeout: 60_000 });
    return stdout;
  }

  test.each([
    ['deployment/vllm', /image: vllm\/vllm-openai[\s\S]*vllm-7d9c5b8f6-abcde/],
    ['pod/vllm-7d9c5b8f6-abcde', /containerStatuses:/],
    ['pods/app in (vllm,sglang)', /containerStatuses:/],
    ['service/vllm', /clusterIP:[\s\S]*kubernetes\.io\/service-name: vllm/],
    ['ingress/chat', /name: chat/],
    ['isvc/qwen', /kind: InferenceService/],
    ['hpa/vllm', /kind: HorizontalPodAutoscaler/],
    ['pvc/weights', /kind: PersistentVolumeClaim/],
  ])('%s', async (what, shown) => {
    const options = { object: what, namespace: 'llm', kubeconfig, context: 'alice@fake' };
    expect(await paste(options)).toMatch(shown);
    const finding = await cluster.look(what, { kubeconfig, context: 'alice@fake' });
    expect(finding.outcome).not.toBe('unknown');
    expect(new Set(cluster.fake.requests.map(({ user }) => user))).toEqual(new Set(['alice']));
  });

  test.each([
    ['node/gpu-1', /kubeletVersion: v1\.33\.1/],
    ['namespace/llm', /kind: ResourceQuota/],
    ['api', /readyz check passed/],
  ])('%s', async (what, shown) => {
    expect(await paste({ object: what, kubeconfig, context: 'alice@fake' })).toMatch(shown);
  });

  test('with a server and a token in the place of a kubeconfig', async () => {
    const way = { server: cluster.fake.url, token: 'env:TOKEN', ca: cluster.file('ca.pem') };
    expect(await paste({ object: 'node/gpu-1', ...way })).toMatch(/kubeletVersion/);
    const file = await cluster.write('token', TOKEN);
    expect(await paste({ object: 'api', ...way, token: `file:${file}` })).toMatch(/passed/);
  });
});
