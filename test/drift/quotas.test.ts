import { expect, onTestFinished, test } from 'vitest';
import { awsProbe } from '../../probes/aws/index.ts';
import { azureProbe } from '../../probes/azure/index.ts';
import { gcpProbe } from '../../probes/gcp/index.ts';
import type { Finding } from '../../probes/probe.ts';
import { Collector } from '../../src/drift/collect.ts';
import { compare } from '../../src/drift/compare.ts';
import type { Snapshot } from '../../src/drift/types.ts';
import { link, look } from '../policy/made.ts';
import { TestCluster } from '../probes/kubernetes/cluster.ts';
import { cloudEnvironment, lookAtFake } from '../support/clouds.ts';
import { instances, quotaOf } from '../support/fakes/clouds/aws-bodies.ts';
import { startFakeAws } from '../support/fakes/clouds/fake-aws.ts';
import { FAKE_AZURE_TOKEN, startFakeAzure } from '../support/fakes/clouds/fake-azure.ts';
import { FAKE_GCP_TOKEN, startFakeGcp } from '../support/fakes/clouds/fake-gcp.ts';
import { object } from '../support/fakes/kubernetes-objects.ts';

/* What clouds and clusters say of quotas, from their probes into two snapshots and what differs. */

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';
const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** Quotas of cards as a cloud or a cluster tells them: what is allowed, and machines that use it. */
type Look = (limit: number, machines: number) => Promise<Finding>;

const aws: Look = async (limit, machines) => {
  cloudEnvironment({ AWS_ACCESS_KEY_ID: 'AKIDREADER', AWS_SECRET_ACCESS_KEY: secret });
  const server = await startFakeAws({
    keys: { AKIDREADER: { secret } },
    answers: {
      'servicequotas GetServiceQuota': quotaOf(limit),
      'ec2 DescribeInstances': instances(Array.from({ length: machines }, () => ({}))),
    },
  });
  onTestFinished(() => server.close());
  const options = { look: 'quota', quota: 'L-417A185B', endpoint: server.url };
  return lookAtFake(awsProbe, { ...options, metadata: server.url }, [secret]);
};

const gcp: Look = async (limit, usage) => {
  cloudEnvironment({ READER: FAKE_GCP_TOKEN });
  const region = '/regions/us-central1';
  const quotas = [{ metric: 'NVIDIA_A100_GPUS', limit, usage }];
  const answers = { [region]: { name: 'us-central1', status: 'UP', quotas } };
  const server = await startFakeGcp({ answers });
  onTestFinished(() => server.close());
  const place = { project: 'acme-gpu', region: 'us-central1', metric: 'NVIDIA_A100_GPUS' };
  const there = { endpoint: server.url, metadata: server.url, token: 'env:READER' };
  return lookAtFake(gcpProbe, { look: 'quota', ...place, ...there }, [FAKE_GCP_TOKEN]);
};

const azure: Look = async (limit, currentValue) => {
  cloudEnvironment({ READER: FAKE_AZURE_TOKEN });
  const usages = '/eastus/usages';
  const name = { value: 'StandardNCADSH100v5Family', localizedValue: 'Standard NCADSH100v5' };
  const server = await startFakeAzure({
    answers: { [usages]: { value: [{ limit, currentValue, name }] } },
  });
  onTestFinished(() => server.close());
  // Azure minds no case, and neither may what is compared.
  const place = { subscription, location: 'eastus', usage: 'standardncadsh100v5family' };
  const there = { endpoint: server.url, metadata: server.url, token: 'env:READER' };
  return lookAtFake(azureProbe, { look: 'quota', ...place, ...there }, [FAKE_AZURE_TOKEN]);
};

const kubernetes: Look = async (limit, used) => {
  const resource = 'requests.nvidia.com/gpu';
  const status = { hard: { [resource]: `${limit}` }, used: { [resource]: `${used}` } };
  const cluster = await TestCluster.start();
  cluster.fake.put(object('ResourceQuota', 'v1', 'cards', { status }));
  onTestFinished(() => cluster.close());
  return cluster.look('namespace/llm');
};

const box = link('machines', { kind: 'host' });

function snapshotOf(probe: string, { facts = {}, outcome }: Finding): Snapshot {
  const collector = new Collector({ name: 'made', models: [], links: [box], vantages: [] });
  collector.take({ ...look('machines', probe, {}, { outcome }), facts });
  return collector.snapshot('2026-11-21T14:00:00.000Z');
}

const differing = (before: Snapshot, after: Snapshot, byNatureToo: boolean) =>
  compare(before, after, { byNatureToo }).differences.map(
    (one) => `${one.category}: ${one.what} ${one.before} → ${one.after}`,
  );

test.each([
  ['aws', aws, 'L-417A185B', [192, 384], [96, 192]],
  ['gcp', gcp, 'NVIDIA_A100_GPUS', [192, 384], [1, 2]],
  ['azure', azure, 'StandardNCADSH100v5Family', [192, 384], [1, 2]],
  ['kubernetes', kubernetes, 'cards requests.nvidia.com/gpu', [192, 384], [1, 2]],
] as const)(
  '%s: a quota that was changed, and the use of it',
  async (probe, ask, id, limit, used) => {
    const before = snapshotOf(probe, await ask(limit[0], 1));
    const after = snapshotOf(probe, await ask(limit[1], 2));
    const changed = `quota: quota ${id} ${limit[0]} → ${limit[1]}`;
    expect(differing(before, after, false)).toEqual([changed]);
    const use = `quota: quota.used ${id} ${used[0]} → ${used[1]}`;
    expect(differing(before, after, true)).toEqual([changed, use]);
  },
);

test('a quota that is used up is held as well, and one that may not be asked for is not', async () => {
  const full = await gcp(8, 8);
  expect(full.symptom).toBe('cloud.quota');
  const items = (finding: Finding) => snapshotOf('gcp', finding).links[0]?.items ?? [];
  expect(items(full).map(({ what, value }) => `${what}: ${value}`)).toEqual([
    'quota NVIDIA_A100_GPUS: 8',
    'quota.used NVIDIA_A100_GPUS: 8',
  ]);
  expect(items({ ...full, outcome: 'unknown', symptom: 'cloud.denied' })).toEqual([]);
});
