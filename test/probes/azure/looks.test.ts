import { describe, expect, onTestFinished, test } from 'vitest';
import { azureProbe } from '../../../probes/azure/index.ts';
import { cloudSymptoms } from '../../../probes/cloud/symptoms.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import {
  azureError,
  FAKE_AZURE_TOKEN,
  type FakeAzureOptions,
  startFakeAzure,
} from '../../support/fakes/clouds/fake-azure.ts';
import { freePort } from '../../support/listeners.ts';

const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const place = { subscription, resourceGroup: 'gpu-rg' };
const identity = { look: 'identity', subscription };
const instance = { look: 'instance', ...place, vm: 'gpu-1' };
const reclaim = { look: 'reclaim' };
const quota = {
  look: 'quota',
  subscription,
  location: 'eastus',
  usage: 'standardNCADSH100v5Family',
};
const size = 'Standard_NC40ads_H100_v5';
const sizes = { look: 'capacity', subscription, location: 'eastus', size };
const starts = { look: 'capacity', ...place };

async function look(options: object, fake: Partial<FakeAzureOptions>, token = FAKE_AZURE_TOKEN) {
  cloudEnvironment({ READER: token });
  const server = await startFakeAzure({ answers: {}, ...fake });
  onTestFinished(() => server.close());
  const there = { endpoint: server.url, metadata: server.url, token: 'env:READER', ...options };
  return lookAtFake(azureProbe, there, [token]);
}

const balancer = { look: 'targets', ...place, loadBalancer: 'llm-lb' };
const storage = { look: 'storage', ...place, storageAccount: 'corpus' };
const gateway = { look: 'targets', ...place, applicationGateway: 'llm-gw' };
const metrics = '/metrics';
/** Values by dimension, one a minute; null where the minute has none yet. */
const metricOf = (name: string, series: Readonly<Record<string, readonly (number | null)[]>>) => ({
  name: { value: name, localizedValue: name },
  timeseries: Object.entries(series).map(([value, values]) => ({
    // In no order that could be relied upon.
    metadatavalues: value
      .split(' ')
      .map((part, at) => ({
        name: {
          value: `${name === 'VipAvailability' ? 'front' : 'back'}end${['ipaddress', 'port'][at]}`,
        },
        value: part,
      }))
      .toReversed(),
    data: values.map((average, minute) => ({
      timeStamp: `2026-11-22T00:0${minute}:00Z`,
      ...(average === null ? {} : { average }),
    })),
  })),
});
const probed = (series: Parameters<typeof metricOf>[1]) => ({
  [metrics]: { cost: 0, resourceregion: 'eastus', value: [metricOf('DipAvailability', series)] },
});
/** Both questions at once: the fake answers with what the question names. */
const through = (frontend: readonly number[], backend: readonly number[]) => ({
  [metrics]: {
    resourceregion: 'eastus',
    value: [
      metricOf('DipAvailability', { '10.0.0.4 8000': backend }),
      metricOf('VipAvailability', { '20.1.2.3 443': frontend }),
    ],
  },
});
const counted = (healthy: number, unhealthy: number) => ({
  [metrics]: {
    resourceregion: 'eastus',
    value: [
      metricOf('HealthyHostCount', { 'vllm~https': [9, healthy] }),
      metricOf('UnhealthyHostCount', { 'vllm~https': [9, unhealthy] }),
    ],
  },
});

const account = '/storageAccounts/corpus';
const accountIn = (statusOfPrimary: string) => ({
  name: 'corpus',
  location: 'eastus',
  properties: { primaryLocation: 'westus', secondaryLocation: 'eastus', statusOfPrimary },
});

const viewOf = (power: string, provisioning = 'succeeded', parts: object = {}) => ({
  statuses: [
    { code: `ProvisioningState/${provisioning}`, level: 'Info' },
    { code: `PowerState/${power}`, level: 'Info', displayStatus: `VM ${power}` },
  ],
  ...parts,
});
const healthOf = (availabilityState: string, parts: object = {}) => ({
  id: '/subscriptions/fake/providers/Microsoft.ResourceHealth/availabilityStatuses/current',
  location: 'eastus',
  properties: {
    availabilityState,
    summary: 'words of Azure',
    reasonType: 'Unplanned',
    reportedTime: '2026-11-22T00:50:00Z',
    ...parts,
  },
});
const window = {
  maintenanceRedeployStatus: {
    isCustomerInitiatedMaintenanceAllowed: true,
    maintenanceWindowStartTime: '2026-12-01T00:00:00Z',
    lastOperationMessage: '',
  },
};
const eventsOf = (EventType: string, Resources = ['gpu-1']) => ({
  DocumentIncarnation: 2,
  Events: [
    {
      EventId: 'fake',
      EventType,
      ResourceType: 'VirtualMachine',
      Resources,
      EventStatus: 'Scheduled',
      NotBefore: 'Mon, 01 Dec 2026 18:29:47 GMT',
      Description: 'Host server is undergoing maintenance.',
      EventSource: 'Platform',
    },
  ],
});
const usagesOf = (limit: number, currentValue: number) => ({
  value: [
    {
      limit: 350,
      currentValue: 4,
      name: { value: 'cores', localizedValue: 'Total Regional vCPUs' },
    },
    {
      limit,
      currentValue,
      name: {
        value: 'StandardNCADSH100v5Family',
        localizedValue: 'Standard NCADSH100v5 Family vCPUs',
      },
    },
  ],
});
const skusOf = (...restrictions: readonly object[]) => ({
  value: [
    { resourceType: 'virtualMachines', name: 'Standard_D2s_v5', restrictions: [] },
    { resourceType: 'virtualMachines', name: size, restrictions },
  ],
});
const restricted = (reasonCode: string) => ({ type: 'Location', values: ['eastus'], reasonCode });
const startOf = (minutes: number, value: string, code = '') => ({
  operationName: { value: 'Microsoft.Compute/virtualMachines/write' },
  status: { value },
  eventTimestamp: new Date(Date.now() - minutes * 60_000).toISOString(),
  properties: {
    statusMessage: JSON.stringify({ error: { code, message: 'words of Azure' } }),
  },
});

/** The ends of the paths at which the fake is asked. */
const view = '/gpu-1/instanceView';
const health = '/availabilityStatuses/current';
const usages = '/eastus/usages';
const skus = '/Microsoft.Compute/skus';
const log = '/eventtypes/management/values';
const runs = { [view]: viewOf('running'), [health]: healthOf('Available') };

type State = readonly [
  state: string,
  symptom: keyof typeof cloudSymptoms | null,
  options: object,
  answers: FakeAzureOptions['answers'],
  token?: string,
];

/** State of the cloud → what the look at it says: each typed symptom of Azure stands here. */
const states: readonly State[] = [
  [
    'a subscription that is on',
    null,
    identity,
    { [subscription]: { displayName: 'GPU', state: 'Enabled' } },
  ],
  [
    'a subscription that owes',
    null,
    identity,
    { [subscription]: { displayName: 'GPU', state: 'PastDue' } },
  ],
  [
    'a subscription that is off',
    'cloud.account_off',
    identity,
    { [subscription]: { displayName: 'GPU', state: 'Disabled' } },
  ],
  [
    'a subscription that may not be seen',
    'cloud.denied',
    identity,
    { [subscription]: azureError(404, 'SubscriptionNotFound') },
  ],
  ['an unknown token', 'cloud.credentials_refused', instance, {}, 'eyJnobody.knows-this'],
  [
    'an expired token',
    'cloud.credentials_expired',
    instance,
    { [view]: azureError(401, 'ExpiredAuthenticationToken') },
  ],
  ['no permission', 'cloud.denied', instance, { [view]: azureError(403, 'AuthorizationFailed') }],
  [
    'asked too often',
    'cloud.throttled',
    instance,
    { [view]: azureError(429, 'SubscriptionRequestsThrottled') },
  ],
  [
    'an API that fails',
    'cloud.api_error',
    instance,
    { [view]: azureError(500, 'InternalServerError') },
  ],
  ['a page instead of the API', 'cloud.malformed', instance, { [view]: '<html>hello</html>' }],
  [
    'a location that is off',
    'cloud.region_off',
    quota,
    { [usages]: azureError(400, 'NoRegisteredProviderFound') },
  ],
  [
    'a subscription that is off, by its code',
    'cloud.account_off',
    instance,
    { [view]: azureError(409, 'ReadOnlyDisabledSubscription') },
  ],

  ['a machine that runs', null, instance, runs],
  [
    'a machine without Resource Health',
    null,
    instance,
    { ...runs, [health]: azureError(403, 'AuthorizationFailed') },
  ],
  [
    'a machine whose host failed',
    'cloud.impaired',
    instance,
    {
      ...runs,
      [health]: healthOf('Unavailable', {
        summary: 'The virtual machine is unavailable due to a host failure.',
      }),
    },
  ],
  [
    'a machine that is degraded',
    'cloud.impaired',
    instance,
    { ...runs, [health]: healthOf('Degraded') },
  ],
  [
    'a machine that somebody stopped',
    'cloud.not_running',
    instance,
    {
      [view]: viewOf('deallocated'),
      [health]: healthOf('Unavailable', { reasonType: 'UserInitiated' }),
    },
  ],
  [
    'a spot machine that was evicted',
    'cloud.not_running',
    instance,
    {
      [view]: viewOf('deallocated'),
      [health]: healthOf('Unavailable', { summary: 'This spot virtual machine was evicted.' }),
    },
  ],
  [
    'a machine that nobody knows',
    'cloud.missing',
    instance,
    { [view]: azureError(404, 'ResourceNotFound') },
  ],
  [
    'a machine that found no room',
    'cloud.capacity',
    instance,
    { [view]: viewOf('starting', 'failed/AllocationFailed'), [health]: healthOf('Unknown') },
  ],
  [
    'a machine that is to be worked on',
    'cloud.maintenance',
    instance,
    { [view]: viewOf('running', 'succeeded', window), [health]: healthOf('Available') },
  ],

  ['no notice', null, reclaim, { scheduledevents: { DocumentIncarnation: 1, Events: [] } }],
  ['a machine that is evicted', 'cloud.reclaim', reclaim, { scheduledevents: eventsOf('Preempt') }],
  [
    'a machine that is frozen',
    'cloud.maintenance',
    reclaim,
    { scheduledevents: eventsOf('Freeze') },
  ],
  [
    'another machine that is restarted',
    null,
    { ...reclaim, vm: 'gpu-1' },
    { scheduledevents: eventsOf('Reboot', ['gpu-9']) },
  ],
  [
    'a metadata service that fails',
    'cloud.api_error',
    reclaim,
    { scheduledevents: { status: 500, body: {} } },
  ],

  ['a quota with room', null, quota, { [usages]: usagesOf(80, 40) }],
  ['a quota of nothing', 'cloud.quota', quota, { [usages]: usagesOf(0, 0) }],
  ['a quota that is used up', 'cloud.quota', quota, { [usages]: usagesOf(80, 80) }],
  [
    'a quota with too little room',
    'cloud.quota',
    { ...quota, needs: 80 },
    { [usages]: usagesOf(80, 40) },
  ],
  [
    'a quota that the location does not list',
    'cloud.malformed',
    { ...quota, usage: 'x' },
    { [usages]: usagesOf(80, 40) },
  ],

  ['a size that may be had', null, sizes, { [skus]: skusOf() }],
  [
    'a size that one zone lacks',
    null,
    sizes,
    { [skus]: skusOf({ ...restricted('NotAvailableForSubscription'), type: 'Zone' }) },
  ],
  [
    'a size that may not be had',
    'cloud.capacity',
    sizes,
    { [skus]: skusOf(restricted('NotAvailableForSubscription')) },
  ],
  [
    'a size that the offer forbids',
    'cloud.quota',
    sizes,
    { [skus]: skusOf(restricted('QuotaId')) },
  ],
  ['a size that the location lacks', 'cloud.capacity', sizes, { [skus]: { value: [] } }],
  ['starts that succeed', null, starts, { [log]: { value: [startOf(3, 'Succeeded')] } }],
  [
    'starts without machines',
    'cloud.capacity',
    starts,
    { [log]: { value: [startOf(3, 'Failed', 'ZonalAllocationFailed'), startOf(30, 'Succeeded')] } },
  ],
  [
    'starts without machines, until one succeeded',
    null,
    starts,
    { [log]: { value: [startOf(1, 'Succeeded'), startOf(3, 'Failed', 'AllocationFailed')] } },
  ],
  [
    'starts over the quota',
    'cloud.quota',
    starts,
    { [log]: { value: [startOf(3, 'Failed', 'QuotaExceeded')] } },
  ],
  [
    'starts that were badly asked for',
    null,
    starts,
    { [log]: { value: [startOf(3, 'Failed', 'InvalidParameter')] } },
  ],

  [
    'backends that answer their probes',
    null,
    balancer,
    probed({ '10.0.0.4 8000': [0, 100, null], '10.0.0.5 8000': [100, 92] }),
  ],
  [
    'a backend that does not',
    'cloud.some_targets_unhealthy',
    balancer,
    probed({ '10.0.0.4 8000': [100, 100], '10.0.0.5 8000': [100, 0, null] }),
  ],
  [
    'no backend that does',
    'cloud.no_healthy_target',
    balancer,
    probed({ '10.0.0.4 8000': [100, 0], '10.0.0.5 8000': [100, 8] }),
  ],
  [
    'a balancer of which there are no values',
    'cloud.malformed',
    balancer,
    probed({ '10.0.0.4 8000': [null, null] }),
  ],
  ['a frontend that lets requests through', null, balancer, through([40, 99], [100])],
  ['a frontend that lets few through', 'cloud.impaired', balancer, through([100, 40, 0], [100])],
  ['a frontend that had one bad minute', null, balancer, through([100, 100, 12], [100])],
  [
    'a frontend before backends that are all unhealthy',
    'cloud.no_healthy_target',
    balancer,
    through([0, 0], [0]),
  ],
  ['a gateway with healthy pools', null, gateway, counted(3, 0)],
  ['a gateway with a pool that lacks some', 'cloud.some_targets_unhealthy', gateway, counted(2, 1)],
  ['a gateway with nobody behind it', 'cloud.no_healthy_target', gateway, counted(0, 3)],
  ['a gateway without backends', 'cloud.no_healthy_target', gateway, counted(0, 0)],
  [
    'metrics that may not be read',
    'cloud.denied',
    gateway,
    { [metrics]: azureError(403, 'AuthorizationFailed') },
  ],
  [
    'a balancer that nobody knows',
    'cloud.missing',
    balancer,
    { [metrics]: azureError(404, 'ResourceNotFound') },
  ],

  ['a storage account', null, storage, { [account]: accountIn('available') }],
  [
    'a storage account whose place is unavailable',
    'cloud.impaired',
    storage,
    { [account]: accountIn('unavailable') },
  ],
  [
    'a storage account that nobody knows',
    'cloud.missing',
    storage,
    { [account]: azureError(404, 'ResourceNotFound') },
  ],
  ['a storage account without a place', 'cloud.malformed', storage, { [account]: {} }],
];

test('the backends that do not answer are named, with where the balancer stands', async () => {
  const answers = probed({ '10.0.0.4 8000': [100], '10.0.0.5 8000': [4] });
  const finding = await look(balancer, { answers });
  expect(finding.evidence?.join()).toContain('10.0.0.5:8000: 4 % of its probes were answered');
  expect(finding.facts).toMatchObject({ 'cloud.targets': 2, 'azure.region': 'eastus' });
  expect(finding.measures).toContainEqual({ name: 'targets.unhealthy', value: 1, unit: 'count' });
});

test('after a failover a storage account stands where its second copy was', async () => {
  const { facts } = await look(storage, { answers: { [account]: accountIn('available') } });
  expect(facts).toMatchObject({ 'azure.region': 'westus', 'azure.second_location': 'eastus' });
});

test('a frontend that lets few through is named, and the backends are not', async () => {
  const finding = await look(balancer, { answers: through([30, 12], [100]) });
  expect(finding.evidence?.join()).toBe(
    "VipAvailability: 20.1.2.3:443: 12 % of Azure's own requests came through",
  );
});

test('a balancer is looked at by its labels, one at a time', () => {
  const labels = {
    'azure.subscription': subscription,
    'azure.resource-group': 'gpu-rg',
    'azure.load-balancer': 'llm-lb',
  };
  const link = { id: 'lb', kind: 'gateway', needs: [], labels, probes: [] } as const;
  expect(azureProbe.infer(link)).toEqual(balancer);
  expect(azureProbe.options.safeParse({ ...balancer, applicationGateway: 'x' }).success).toBe(
    false,
  );
  expect(azureProbe.options.safeParse({ look: 'targets', ...place }).success).toBe(false);
  expect(azureProbe.command(azureProbe.options.parse(balancer))).toBe(
    `az monitor metrics list --resource-group gpu-rg --resource-type Microsoft.Network/loadBalancers --resource llm-lb --metrics DipAvailability --interval PT1M --aggregation Average --offset 10m --filter 'BackendIPAddress eq '\\''*'\\'' and BackendPort eq '\\''*'\\''' --subscription ${subscription} -o json`,
  );
});

describe('Azure', () => {
  for (const [state, symptom, options, answers, token] of states) {
    test(`${state}: ${symptom ?? 'ok'}`, async () => {
      const finding = await look(options, { answers }, token);
      const outcome = symptom === null ? 'ok' : cloudSymptoms[symptom].outcome;
      expect(finding, JSON.stringify(finding)).toMatchObject({ symptom, outcome });
    });
  }

  test('the table shows every symptom that Azure can show', () => {
    const shown = new Set(states.map(([, symptom]) => symptom));
    const elsewhere = [
      // In token.test.ts, and below.
      'cloud.no_credentials',
      'cloud.clock_skew',
      'cloud.unreachable',
    ];
    const missing = Object.keys(cloudSymptoms).filter(
      (symptom) => !shown.has(symptom as never) && !elsewhere.includes(symptom),
    );
    expect(missing).toEqual([]);
  });
});

test('what cannot be reached blames nobody: the API, the metadata', async () => {
  cloudEnvironment({ READER: FAKE_AZURE_TOKEN });
  const nobody = `http://127.0.0.1:${await freePort()}`;
  for (const options of [instance, reclaim]) {
    const there = { ...options, endpoint: nobody, metadata: nobody, token: 'env:READER' };
    const finding = await lookAtFake(azureProbe, there, [FAKE_AZURE_TOKEN]);
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
  }
});

test('an evicted machine says so beside that it is gone', async () => {
  const answers = {
    [view]: viewOf('deallocated'),
    [health]: healthOf('Unavailable', { summary: 'This spot virtual machine was evicted.' }),
  };
  expect((await look(instance, { answers })).alsoSeen).toEqual(['cloud.reclaim']);
});

test('what Azure says of a machine is a claim as well', async () => {
  const answers = {
    [view]: viewOf('running', 'succeeded', window),
    [health]: healthOf('Available'),
  };
  const { claims } = await look(instance, { answers });
  expect(claims).toMatchObject([
    { who: 'Azure', says: 'maintenance' },
    { who: 'Azure Resource Health', says: 'healthy', updatedAt: '2026-11-22T00:50:00.000Z' },
  ]);
});

test.each([
  [
    instance,
    `az vm get-instance-view --resource-group gpu-rg --name gpu-1 --subscription ${subscription} -o json`,
  ],
  [
    storage,
    `az storage account show --resource-group gpu-rg --name corpus --subscription ${subscription} -o json`,
  ],
  [quota, `az vm list-usage --location eastus --subscription ${subscription} -o json`],
  [
    sizes,
    `az vm list-skus --all --location eastus --size ${size} --subscription ${subscription} -o json`,
  ],
  [
    starts,
    `az monitor activity-log list --resource-group gpu-rg --offset 1h --subscription ${subscription} -o json`,
  ],
  [
    reclaim,
    "curl -sS -H 'Metadata: true' 'http://169.254.169.254/metadata/scheduledevents?api-version=2020-07-01'",
  ],
])('the command is one that a person can run: %o', (options, command) => {
  expect(azureProbe.command(azureProbe.options.parse(options))).toBe(command);
});

describe('what to look at', () => {
  const linkOf = (parts: object) =>
    ({ id: 'gpu', kind: 'host', needs: [], labels: {}, probes: [], ...parts }) as never;

  test('is told by labels and ids, and nothing else', () => {
    const labels = {
      'azure.subscription': subscription,
      'azure.resource-group': 'gpu-rg',
      'azure.vm': 'gpu-1',
    };
    expect(azureProbe.infer(linkOf({ labels }))).toEqual(instance);
    const { 'azure.vm': _, ...group } = labels;
    const ofAccount = { ...group, 'azure.storage-account': 'corpus' };
    expect(azureProbe.infer(linkOf({ labels: ofAccount }))).toEqual(storage);
    expect(azureProbe.infer(linkOf({ provider: 'azure' }))).toBeNull();
  });

  test('may be given by hand', () => {
    const target = `/subscriptions/${subscription}/resourceGroups/gpu-rg/providers/Microsoft.Compute/virtualMachines/gpu-1`;
    expect(azureProbe.fromTarget(target)).toEqual(instance);
    expect(() => azureProbe.fromTarget('nothing')).toThrow(/is nothing that it looks at/);
  });

  test('must be told where the look needs it', () => {
    const problems = azureProbe.options.safeParse({ look: 'capacity', subscription }).error;
    expect(problems?.issues.map(({ message }) => message)).toEqual([
      'look capacity needs resourceGroup, or location and size',
    ]);
  });
});
