import { expect, onTestFinished, test } from 'vitest';
import { awsProbe } from '../../probes/aws/index.ts';
import { azureProbe } from '../../probes/azure/index.ts';
import { gcpProbe } from '../../probes/gcp/index.ts';
import { objectstoreProbe } from '../../probes/objectstore/index.ts';
import type { Finding, Probe } from '../../probes/probe.ts';
import { judgePolicies } from '../../src/policy/judge.ts';
import { TestCluster } from '../probes/kubernetes/cluster.ts';
import { cloudEnvironment, lookAtFake } from '../support/clouds.ts';
import { startFakeS3 } from '../support/fake-s3.ts';
import { instanceStatus, targetHealth } from '../support/fakes/clouds/aws-bodies.ts';
import { startFakeAws } from '../support/fakes/clouds/fake-aws.ts';
import { FAKE_AZURE_TOKEN, startFakeAzure } from '../support/fakes/clouds/fake-azure.ts';
import { FAKE_GCP_TOKEN, startFakeGcp } from '../support/fakes/clouds/fake-gcp.ts';
import type { FakeCloud } from '../support/fakes/clouds/requests.ts';
import { node } from '../support/fakes/kubernetes-objects.ts';
import { known, link, look, told } from './made.ts';

/* Where things stand, as the probes themselves tell it of fakes that answer as the clouds do. */

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';

async function at<Options>(
  starting: Promise<FakeCloud>,
  probe: Probe<Options>,
  options: object,
): Promise<Finding> {
  const server = await starting;
  onTestFinished(() => server.close());
  const there = { endpoint: server.url, metadata: server.url };
  return lookAtFake(probe, { ...there, ...options }, [secret]);
}

function aws(options: object, answers: Readonly<Record<string, string | object>>) {
  cloudEnvironment({ AWS_ACCESS_KEY_ID: 'AKIDREADER', AWS_SECRET_ACCESS_KEY: secret });
  return at(startFakeAws({ keys: { AKIDREADER: { secret } }, answers }), awsProbe, options);
}

function gcp(options: object, answers: Readonly<Record<string, string | object>>) {
  cloudEnvironment({ READER: FAKE_GCP_TOKEN });
  const more = { project: 'acme-gpu', token: 'env:READER' };
  return at(startFakeGcp({ answers }), gcpProbe, { ...more, ...options });
}

function azure(options: object, answers: Readonly<Record<string, string | object>>) {
  cloudEnvironment({ READER: FAKE_AZURE_TOKEN });
  const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
  const more = { subscription, resourceGroup: 'gpu-rg', vm: 'gpu-1', token: 'env:READER' };
  return at(startFakeAzure({ answers }), azureProbe, { ...more, ...options });
}

/** A bucket that is asked for at Amazon's address of a region. */
async function s3(region: string, bucketRegion?: string): Promise<Finding> {
  const server = await startFakeS3({ buckets: { corpus: {} }, bucketRegion });
  onTestFinished(() => server.close());
  const endpoint = `http://s3.${region}.amazonaws.com`;
  const options = { url: 's3://corpus', endpoint, connectTo: server.address };
  return lookAtFake(objectstoreProbe, options, []);
}

async function kubernetesNode(labels: Readonly<Record<string, string>>): Promise<Finding> {
  const cluster = await TestCluster.start();
  onTestFinished(() => cluster.close());
  cluster.fake.put(node({ labels }));
  return cluster.look('node/gpu-1');
}

const machineZone = 'https://www.googleapis.com/compute/v1/projects/p/zones/europe-west4-b';
const health = (location: string) => ({ location, properties: { availabilityState: 'Available' } });
const running = { statuses: [{ code: 'PowerState/running' }] };

type Case = readonly [
  of: string,
  look: () => Promise<Finding>,
  fact: string,
  region: string,
  allowed: string,
];

const cases: readonly Case[] = [
  [
    'a machine of AWS',
    () =>
      aws(
        { look: 'instance', region: 'us-east-1', instance: 'i-0123456789abcdef0' },
        { 'ec2 DescribeInstanceStatus': instanceStatus() },
      ),
    'aws.region',
    'us-east-1',
    'us-east-*',
  ],
  [
    'the machine that one stands on, at AWS',
    () => aws({ look: 'reclaim' }, { 'placement/region': 'eu-central-1' }),
    'aws.region',
    'eu-central-1',
    'eu-central-1',
  ],
  [
    'a load balancer of AWS',
    () =>
      aws(
        {
          look: 'targets',
          targetGroup:
            'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/vllm/6d0ecf831eec9f09',
        },
        { 'elasticloadbalancing DescribeTargetHealth': targetHealth('healthy') },
      ),
    'aws.region',
    'us-west-2',
    'US-West-2',
  ],
  [
    'a machine of Google Cloud',
    () =>
      gcp(
        { look: 'instance', zone: 'europe-west4-b', instance: 'gpu-1' },
        { '/instances/gpu-1': { status: 'RUNNING', zone: machineZone } },
      ),
    'gcp.region',
    'europe-west4',
    'europe-*',
  ],
  [
    'the machine that one stands on, at Google Cloud',
    () =>
      gcp(
        { look: 'reclaim' },
        { 'instance/preempted': 'FALSE', 'instance/zone': 'projects/7/zones/us-central1-ai1a' },
      ),
    'gcp.region',
    'us-central1',
    'us-central1',
  ],
  [
    'a load balancer of Google Cloud',
    () =>
      gcp(
        { look: 'targets', region: 'asia-east1', backendService: 'vllm' },
        { '/backendServices/vllm': { backends: [] } },
      ),
    'gcp.region',
    'asia-east1',
    'asia-east1',
  ],
  [
    'a bucket of Google Cloud, in one region',
    () =>
      gcp(
        { look: 'bucket', bucket: 'corpus' },
        { '/b/corpus': { location: 'EUROPE-WEST4', locationType: 'region' } },
      ),
    'gcp.region',
    'europe-west4',
    'europe-*',
  ],
  [
    'a bucket of Google Cloud, in several',
    () =>
      gcp(
        { look: 'bucket', bucket: 'corpus' },
        { '/b/corpus': { location: 'EU', locationType: 'multi-region' } },
      ),
    'gcp.region',
    'eu',
    'EU',
  ],
  [
    'a storage account of Azure',
    () =>
      azure(
        { look: 'storage', storageAccount: 'corpus' },
        { '/storageAccounts/corpus': { location: 'westeurope' } },
      ),
    'azure.region',
    'westeurope',
    'West Europe',
  ],
  [
    'a bucket of S3, by the address that answers',
    () => s3('eu-central-1'),
    'aws.region',
    'eu-central-1',
    'eu-*',
  ],
  [
    'a bucket of S3, by its own word',
    () => s3('us-east-1', 'eu-central-1'),
    'aws.region',
    'eu-central-1',
    'eu-*',
  ],
  [
    'a machine of Azure',
    () =>
      azure(
        { look: 'instance' },
        { '/instanceView': running, '/availabilityStatuses/current': health('East US') },
      ),
    'azure.region',
    'East US',
    'eastus',
  ],
  [
    'the machine that one stands on, at Azure',
    () =>
      azure(
        { look: 'reclaim' },
        { scheduledevents: { Events: [] }, 'instance/compute/location': 'westeurope' },
      ),
    'azure.region',
    'westeurope',
    'West Europe',
  ],
  [
    'a node of Kubernetes',
    () => kubernetesNode({ 'topology.kubernetes.io/region': 'eu-west-3' }),
    'k8s.region',
    'eu-west-3',
    'eu-*',
  ],
];

const rulingsOf = (regions: readonly string[], { facts = {} }: Finding) =>
  judgePolicies(
    { residency: { regions: [...regions] } },
    known([link('there')], [{ ...look('there', 'cloud', {}), facts }]),
  );

test.each(cases)('%s', async (_, seen, fact, region, allowed) => {
  const finding = await seen();
  expect(finding.facts).toMatchObject({ [fact]: region });
  expect(rulingsOf([allowed], finding)).toMatchObject([{ state: 'held', seen: region, fact }]);
  expect(told(rulingsOf(['eu-1'], finding))).toEqual([`there broken: ${region}`]);
});

test.each<[string, () => Promise<Finding>]>([
  ['metadata that do not say', () => aws({ look: 'reclaim' }, {})],
  [
    'a global load balancer',
    () =>
      gcp(
        { look: 'targets', backendService: 'vllm' },
        { '/backendServices/vllm': { backends: [] } },
      ),
  ],
  [
    'a page in the place of metadata',
    () =>
      azure(
        { look: 'reclaim' },
        { scheduledevents: { Events: [] }, 'instance/compute/location': '<html>sign in</html>' },
      ),
  ],
  [
    'a bucket of a server of one’s own',
    async () => {
      const server = await startFakeS3({ buckets: { corpus: {} } });
      onTestFinished(() => server.close());
      const options = { url: 's3://corpus', endpoint: `http://${server.address}` };
      return lookAtFake(objectstoreProbe, options, []);
    },
  ],
  ['a node without labels', () => kubernetesNode({})],
])('%s is in no region that is known', async (_, seen) => {
  expect(told(rulingsOf(['*'], await seen()))).toEqual(['there unknown: not seen']);
});
