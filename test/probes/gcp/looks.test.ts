import { describe, expect, onTestFinished, test } from 'vitest';
import { cloudSymptoms } from '../../../probes/cloud/symptoms.ts';
import { gcpProbe } from '../../../probes/gcp/index.ts';
import { neededPermissions } from '../../../probes/gcp/looks/identity.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import {
  FAKE_GCP_TOKEN,
  type FakeGcpOptions,
  gcpError,
  startFakeGcp,
} from '../../support/fakes/clouds/fake-gcp.ts';
import { freePort } from '../../support/listeners.ts';

const project = { project: 'acme-gpu' };
const identity = { look: 'identity', ...project, region: 'us-central1' };
const instance = { look: 'instance', ...project, zone: 'us-central1-a', instance: 'gpu-1' };
const reclaim = { look: 'reclaim' };
const quota = { look: 'quota', ...project, region: 'us-central1', metric: 'NVIDIA_A100_GPUS' };
const capacity = { look: 'capacity', ...project, zone: 'us-central1-a' };
const bucket = { look: 'bucket', bucket: 'corpus' };
const targets = { look: 'targets', ...project, backendService: 'vllm' };

async function look(options: object, fake: Partial<FakeGcpOptions>, token = FAKE_GCP_TOKEN) {
  cloudEnvironment({ READER: token });
  const server = await startFakeGcp({ answers: {}, ...fake });
  onTestFinished(() => server.close());
  const there = { endpoint: server.url, metadata: server.url, token: 'env:READER', ...options };
  return lookAtFake(gcpProbe, there, [token]);
}

const machine = {
  kind: 'compute#instance',
  name: 'gpu-1',
  status: 'RUNNING',
  machineType:
    'https://www.googleapis.com/compute/v1/projects/acme-gpu/zones/us-central1-a/machineTypes/a3-highgpu-8g',
  scheduling: { provisioningModel: 'STANDARD', onHostMaintenance: 'TERMINATE' },
};
const spot = { ...machine, scheduling: { provisioningModel: 'SPOT', preemptible: true } };
const upcomingMaintenance = {
  type: 'SCHEDULED',
  canReschedule: true,
  windowStartTime: '2026-12-01T00:00:00Z',
  windowEndTime: '2026-12-01T04:00:00Z',
  maintenanceStatus: 'PENDING',
};
const link = (name: string) =>
  `https://www.googleapis.com/compute/v1/projects/acme-gpu/zones/us-central1-a/instances/${name}`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const start = (minutes: number, code?: string, message = 'words of Google') => ({
  operationType: 'insert',
  status: 'DONE',
  targetLink: link('gpu-2'),
  insertTime: minutesAgo(minutes),
  ...(code === undefined ? {} : { error: { errors: [{ code, message }] } }),
});
const preempted = (name: string) => ({
  operationType: 'compute.instances.preempted',
  status: 'DONE',
  targetLink: link(name),
  insertTime: minutesAgo(2),
});
const regionOf = (limit: number, usage: number, status = 'UP') => ({
  name: 'us-central1',
  status,
  quotas: [
    { metric: 'CPUS', limit: 72, usage: 8 },
    { metric: 'NVIDIA_A100_GPUS', limit, usage },
  ],
});
const group = `${link('').replace('/instances/', '')}/instanceGroups/vllm`;
const healthOf = (...states: readonly string[]) => ({
  kind: 'compute#backendServiceGroupHealth',
  healthStatus: states.map((healthState, at) => ({
    instance: link(`gpu-${at}`),
    ipAddress: `10.0.0.${at}`,
    port: 8000,
    healthState,
  })),
});

/** The ends of the paths at which the fake is asked. */
const region = '/regions/us-central1';
const at = '/instances/gpu-1';
const operations = '/us-central1-a/operations';
const service = '/global/backendServices/vllm';
const permissions = ':testIamPermissions';
const may = { [permissions]: { permissions: neededPermissions } };
const backends = { [service]: { backends: [{ group }] } };

type State = readonly [
  state: string,
  symptom: keyof typeof cloudSymptoms | null,
  options: object,
  answers: FakeGcpOptions['answers'],
  token?: string,
];

/** State of the cloud → what the look at it says: each typed symptom of Google Cloud stands here. */
const states: readonly State[] = [
  ['a project that may be read', null, identity, { ...may, [region]: regionOf(8, 0) }],
  ['a project that may not be read', 'cloud.denied', identity, { [permissions]: {} }],
  [
    'a region that is down',
    'cloud.region_off',
    identity,
    { ...may, [region]: regionOf(8, 0, 'DOWN') },
  ],
  ['an unknown token', 'cloud.credentials_refused', instance, {}, 'ya29.nobody-knows-this'],
  [
    'an expired token',
    'cloud.credentials_expired',
    instance,
    { [at]: gcpError(401, 'UNAUTHENTICATED', 'ACCESS_TOKEN_EXPIRED') },
  ],
  [
    'no permission',
    'cloud.denied',
    instance,
    { [at]: gcpError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED') },
  ],
  [
    'an API that is not enabled',
    'cloud.denied',
    instance,
    { [at]: gcpError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED') },
  ],
  [
    'a project without billing',
    'cloud.account_off',
    instance,
    { [at]: gcpError(403, 'PERMISSION_DENIED', 'BILLING_DISABLED') },
  ],
  [
    'a project that is suspended',
    'cloud.account_off',
    instance,
    { [at]: gcpError(403, 'PERMISSION_DENIED', 'CONSUMER_SUSPENDED') },
  ],
  [
    'asked too often',
    'cloud.throttled',
    instance,
    { [at]: gcpError(403, 'PERMISSION_DENIED', 'rateLimitExceeded') },
  ],
  [
    'asked too often, in newer words',
    'cloud.throttled',
    quota,
    { [region]: gcpError(429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED') },
  ],
  [
    'an API that fails',
    'cloud.api_error',
    instance,
    { [at]: gcpError(503, 'UNAVAILABLE', 'backendError') },
  ],
  ['a page instead of the API', 'cloud.malformed', instance, { [at]: '<html>hello</html>' }],

  ['a machine that runs', null, instance, { [at]: machine }],
  [
    'a machine whose hardware failed',
    'cloud.impaired',
    instance,
    { [at]: { ...machine, status: 'REPAIRING' } },
  ],
  [
    'a machine that is stopped',
    'cloud.not_running',
    instance,
    { [at]: { ...machine, status: 'TERMINATED' } },
  ],
  [
    'a spot machine that was stopped',
    'cloud.not_running',
    instance,
    { [at]: { ...spot, status: 'TERMINATED' }, [operations]: { items: [preempted('gpu-9')] } },
  ],
  [
    'a spot machine that was taken back',
    'cloud.not_running',
    instance,
    { [at]: { ...spot, status: 'TERMINATED' }, [operations]: { items: [preempted('gpu-1')] } },
  ],
  [
    'a machine that nobody knows',
    'cloud.missing',
    instance,
    { [at]: gcpError(404, 'NOT_FOUND', 'notFound') },
  ],
  [
    'a machine that is to be worked on',
    'cloud.maintenance',
    instance,
    { [at]: { ...machine, resourceStatus: { upcomingMaintenance } } },
  ],

  [
    'no notice',
    null,
    reclaim,
    { 'instance/preempted': 'FALSE', 'instance/maintenance-event': 'NONE' },
  ],
  [
    'a machine that is preempted',
    'cloud.reclaim',
    reclaim,
    { 'instance/preempted': 'TRUE', 'instance/maintenance-event': 'NONE' },
  ],
  [
    'a machine that is moved',
    'cloud.maintenance',
    reclaim,
    { 'instance/preempted': 'FALSE', 'instance/maintenance-event': 'MIGRATE_ON_HOST_MAINTENANCE' },
  ],

  ['a quota with room', null, quota, { [region]: regionOf(16, 8) }],
  ['a quota of nothing', 'cloud.quota', quota, { [region]: regionOf(0, 0) }],
  ['a quota that is used up', 'cloud.quota', quota, { [region]: regionOf(8, 8) }],
  [
    'a quota with too little room',
    'cloud.quota',
    { ...quota, needs: 16 },
    { [region]: regionOf(16, 8) },
  ],
  [
    'a quota that the region does not list',
    'cloud.malformed',
    { ...quota, metric: 'NVIDIA_X' },
    { [region]: regionOf(16, 8) },
  ],

  ['starts that succeed', null, capacity, { [operations]: { items: [start(3), start(9)] } }],
  ['no starts', null, capacity, { [operations]: { kind: 'compute#operationList' } }],
  [
    'starts without machines',
    'cloud.capacity',
    capacity,
    { [operations]: { items: [start(3, 'ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS'), start(90)] } },
  ],
  [
    'starts without machines, until one succeeded',
    null,
    capacity,
    { [operations]: { items: [start(1), start(3, 'ZONE_RESOURCE_POOL_EXHAUSTED')] } },
  ],
  [
    'starts without machines, long ago',
    null,
    capacity,
    { [operations]: { items: [start(90, 'ZONE_RESOURCE_POOL_EXHAUSTED')] } },
  ],
  [
    'starts over the quota',
    'cloud.quota',
    capacity,
    {
      [operations]: {
        items: [
          start(
            3,
            'QUOTA_EXCEEDED',
            "Quota 'NVIDIA_A100_GPUS' exceeded. Limit: 8.0 in region us-central1.",
          ),
        ],
      },
    },
  ],
  [
    'starts that were badly asked for',
    null,
    capacity,
    { [operations]: { items: [start(3, 'INVALID_FIELD_VALUE')] } },
  ],

  [
    'targets that are healthy',
    null,
    targets,
    { ...backends, '/getHealth': healthOf('HEALTHY', 'HEALTHY') },
  ],
  [
    'a target that is unhealthy',
    'cloud.some_targets_unhealthy',
    targets,
    { ...backends, '/getHealth': healthOf('HEALTHY', 'UNHEALTHY') },
  ],
  [
    'no target that is healthy',
    'cloud.no_healthy_target',
    targets,
    { ...backends, '/getHealth': healthOf('UNHEALTHY') },
  ],
  ['no target at all', 'cloud.no_healthy_target', targets, { [service]: { backends: [] } }],

  ['a bucket', null, bucket, { '/b/corpus': { location: 'EUROPE-WEST4', locationType: 'region' } }],
  [
    'a bucket that nobody knows',
    'cloud.missing',
    bucket,
    { '/b/corpus': gcpError(404, 'NOT_FOUND', 'notFound') },
  ],
  [
    'a bucket whose description may not be read',
    'cloud.denied',
    bucket,
    { '/b/corpus': gcpError(403, 'PERMISSION_DENIED', 'forbidden') },
  ],
  ['a bucket without a place', 'cloud.malformed', bucket, { '/b/corpus': {} }],
];

describe('Google Cloud', () => {
  for (const [state, symptom, options, answers, token] of states) {
    test(`${state}: ${symptom ?? 'ok'}`, async () => {
      const finding = await look(options, { answers }, token);
      const outcome = symptom === null ? 'ok' : cloudSymptoms[symptom].outcome;
      expect(finding, JSON.stringify(finding)).toMatchObject({ symptom, outcome });
    });
  }

  test('the table shows every symptom that Google Cloud can show', () => {
    const shown = new Set(states.map(([, symptom]) => symptom));
    // In token.test.ts, and below.
    const elsewhere = ['cloud.no_credentials', 'cloud.clock_skew', 'cloud.unreachable'];
    const missing = Object.keys(cloudSymptoms).filter(
      (symptom) => !shown.has(symptom as never) && !elsewhere.includes(symptom),
    );
    expect(missing).toEqual([]);
  });
});

test('what cannot be reached blames nobody: the API, the metadata', async () => {
  cloudEnvironment({ READER: FAKE_GCP_TOKEN });
  const nobody = `http://127.0.0.1:${await freePort()}`;
  for (const options of [instance, reclaim]) {
    const there = { ...options, endpoint: nobody, metadata: nobody, token: 'env:READER' };
    const finding = await lookAtFake(gcpProbe, there, [FAKE_GCP_TOKEN]);
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
  }
});

test('says which permissions of its role are lacking', async () => {
  const some = neededPermissions.slice(1);
  const answers = { [permissions]: { permissions: some }, [region]: regionOf(8, 0) };
  const { facts } = await look(identity, { answers });
  expect(facts).toMatchObject({ 'gcp.permissions_lacking': neededPermissions[0] });
});

test('a machine that was taken back says so beside that it is gone', async () => {
  const answers = {
    [at]: { ...spot, status: 'TERMINATED' },
    [operations]: { items: [preempted('gpu-1')] },
  };
  expect((await look(instance, { answers })).alsoSeen).toEqual(['cloud.reclaim']);
});

test('asks a load balancer of a region in that region', async () => {
  const there = { ...targets, region: 'us-central1' };
  const answers = {
    '/us-central1/backendServices/vllm': { backends: [{ group }] },
    '/getHealth': healthOf('HEALTHY'),
  };
  expect(await look(there, { answers })).toMatchObject({ outcome: 'ok' });
});

test('what is scheduled is a claim as well', async () => {
  const answers = { [at]: { ...machine, resourceStatus: { upcomingMaintenance } } };
  const { claims } = await look(instance, { answers });
  expect(claims).toMatchObject([{ who: 'Google Cloud', says: 'maintenance' }]);
});

test.each([
  [
    instance,
    'gcloud compute instances describe gpu-1 --zone us-central1-a --project acme-gpu --format json',
  ],
  [bucket, 'gcloud storage buckets describe gs://corpus --format json'],
  [quota, 'gcloud compute regions describe us-central1 --project acme-gpu --format json'],
  [
    capacity,
    "gcloud compute operations list --zones us-central1-a --filter 'insertTime>-PT1H' --project acme-gpu --format json",
  ],
  [
    { ...targets, token: 'env:READER' },
    'CLOUDSDK_AUTH_ACCESS_TOKEN="$READER" gcloud compute backend-services get-health vllm --global --project acme-gpu --format json',
  ],
])('the command is one that a person can run: %o', (options, command) => {
  expect(gcpProbe.command(gcpProbe.options.parse(options))).toBe(command);
});

describe('what to look at', () => {
  const linkOf = (parts: object) =>
    ({ id: 'gpu', kind: 'host', needs: [], labels: {}, probes: [], ...parts }) as never;

  test('is told by labels and addresses, and nothing else', () => {
    const labels = {
      'gcp.project': 'acme-gpu',
      'gcp.zone': 'us-central1-a',
      'gcp.instance': 'gpu-1',
    };
    expect(gcpProbe.infer(linkOf({ labels }))).toEqual(instance);
    const ofBucket = { 'gcp.project': 'acme-gpu', 'gcp.bucket': 'corpus' };
    expect(gcpProbe.infer(linkOf({ labels: ofBucket }))).toEqual({ ...project, ...bucket });
    expect(gcpProbe.infer(linkOf({ labels: { 'gcp.project': 'acme-gpu' } }))).toBeNull();
    expect(gcpProbe.infer(linkOf({ provider: 'gcp' }))).toBeNull();
  });

  test('may be given by hand', () => {
    const target = 'projects/acme-gpu/zones/us-central1-a/instances/gpu-1';
    expect(gcpProbe.fromTarget(target)).toEqual(instance);
    expect(() => gcpProbe.fromTarget('nothing')).toThrow(/is nothing that it looks at/);
  });
});
