import { describe, expect, onTestFinished, test } from 'vitest';
import { awsProbe } from '../../../probes/aws/index.ts';
import { cloudSymptoms } from '../../../probes/cloud/symptoms.ts';
import { cloudEnvironment, lookAtFake } from '../../support/clouds.ts';
import {
  activities,
  callerIdentity,
  instanceStatus,
  instances,
  noCapacity,
  overQuota,
  quotaOf,
  regions,
  targetHealth,
} from '../../support/fakes/clouds/aws-bodies.ts';
import {
  awsError,
  type FakeAwsOptions,
  startFakeAws,
} from '../../support/fakes/clouds/fake-aws.ts';
import { freePort } from '../../support/listeners.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYFAKEAWSKEY';
const token = 'IQoJFakeSessionToken//////////wEaCXVzLWVhc3QtMSJ==';
const keys = { AKIDREADER: { secret }, ASIAREADER: { secret, token } };
const lasting = {
  AWS_ACCESS_KEY_ID: 'AKIDREADER',
  AWS_SECRET_ACCESS_KEY: secret,
};

const identity = { look: 'identity', region: 'af-south-1' };
const instance = { look: 'instance', instance: 'i-0123456789abcdef0' };
const reclaim = { look: 'reclaim' };
const quota = { look: 'quota', quota: 'L-417A185B' };
const capacity = { look: 'capacity', group: 'gpu' };
const targetGroup =
  'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/vllm/6d0ecf831eec9f09';
const targets = { look: 'targets', targetGroup };

async function look(
  options: object,
  fake: Partial<FakeAwsOptions>,
  environment: Readonly<Record<string, string>> = lasting,
) {
  cloudEnvironment(environment);
  const server = await startFakeAws({ keys, answers: {}, ...fake });
  onTestFinished(() => server.close());
  const there = { endpoint: server.url, metadata: server.url, ...options };
  return lookAtFake(awsProbe, there, [secret, token]);
}

/** State of the cloud → what the look at it says: each typed symptom of AWS stands here. */
type State = readonly [
  state: string,
  symptom: keyof typeof cloudSymptoms | null,
  options: object,
  answers: FakeAwsOptions['answers'],
  also?: Partial<FakeAwsOptions> & { environment?: Readonly<Record<string, string>> },
];

const status = 'ec2 DescribeInstanceStatus';
const list = 'ec2 DescribeInstances';
const getQuota = 'servicequotas GetServiceQuota';
const scaling = 'autoscaling DescribeScalingActivities';
const health = 'elasticloadbalancing DescribeTargetHealth';
const who = { 'sts GetCallerIdentity': callerIdentity };
const event = ['system-reboot', 'scheduled reboot', '2026-12-01T00:00:00.000Z'] as const;
const spotAction = { action: 'terminate', time: '2026-11-22T03:00:00Z' };
const maintenance = {
  NotBefore: '21 Jan 2027 09:00:43 GMT',
  Code: 'system-reboot',
  Description: 'scheduled reboot',
  EventId: 'instance-event-0d59937288b749b32',
  State: 'active',
};

const states: readonly State[] = [
  ['who it is', null, identity, who],
  [
    'temporary keys',
    null,
    identity,
    who,
    { environment: { ...lasting, AWS_ACCESS_KEY_ID: 'ASIAREADER', AWS_SESSION_TOKEN: token } },
  ],
  [
    'no keys anywhere',
    'cloud.no_credentials',
    identity,
    who,
    { environment: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' } },
  ],
  [
    'an unknown key',
    'cloud.credentials_refused',
    { ...instance },
    {},
    { environment: { ...lasting, AWS_ACCESS_KEY_ID: 'AKIDNOBODY' } },
  ],
  [
    'a wrong secret',
    'cloud.credentials_refused',
    identity,
    who,
    { keys: { AKIDREADER: { secret: 'another-secret-00' } } },
  ],
  [
    'a wrong secret, in JSON',
    'cloud.credentials_refused',
    quota,
    {},
    { keys: { AKIDREADER: { secret: 'another-secret-00' } } },
  ],
  [
    'expired keys',
    'cloud.credentials_expired',
    identity,
    who,
    { keys: { AKIDREADER: { secret, expired: true } } },
  ],
  [
    'expired keys, at EC2',
    'cloud.credentials_expired',
    instance,
    {},
    { keys: { AKIDREADER: { secret, expired: true } } },
  ],
  [
    'expired keys, in JSON',
    'cloud.credentials_expired',
    quota,
    {},
    { keys: { AKIDREADER: { secret, expired: true } } },
  ],
  ['a clock that is behind', 'cloud.clock_skew', identity, who, { aheadMs: 3_600_000 }],
  ['a clock that is ahead, at EC2', 'cloud.clock_skew', instance, {}, { aheadMs: -3_600_000 }],
  ['a clock that is behind, in JSON', 'cloud.clock_skew', quota, {}, { aheadMs: 3_600_000 }],
  [
    'no permission, at EC2',
    'cloud.denied',
    instance,
    {
      [status]: awsError(
        'ec2',
        403,
        'UnauthorizedOperation',
        'You are not authorized to perform this operation.',
      ),
    },
  ],
  [
    'no permission, in JSON',
    'cloud.denied',
    quota,
    { [getQuota]: awsError('servicequotas', 400, 'AccessDeniedException') },
  ],
  [
    'no permission, in XML',
    'cloud.denied',
    targets,
    { [health]: awsError('elasticloadbalancing', 403, 'AccessDenied') },
  ],
  [
    'asked too often, at EC2',
    'cloud.throttled',
    instance,
    { [status]: awsError('ec2', 503, 'RequestLimitExceeded', 'Request limit exceeded.') },
  ],
  [
    'asked too often, in XML',
    'cloud.throttled',
    capacity,
    { [scaling]: awsError('autoscaling', 400, 'Throttling', 'Rate exceeded') },
  ],
  [
    'asked too often, in JSON',
    'cloud.throttled',
    quota,
    { [getQuota]: awsError('servicequotas', 400, 'TooManyRequestsException') },
  ],
  [
    'an API that fails',
    'cloud.api_error',
    instance,
    { [status]: awsError('ec2', 500, 'InternalError', 'An internal error has occurred') },
  ],
  [
    'an API that is away',
    'cloud.api_error',
    capacity,
    { [scaling]: { status: 503, body: 'upstream connect error' } },
  ],
  ['a page instead of the API', 'cloud.malformed', instance, { [status]: '<html>hello</html>' }],
  [
    'a region that is off',
    'cloud.region_off',
    identity,
    { 'ec2 DescribeRegions': regions('not-opted-in') },
    { regionsOff: ['af-south-1'] },
  ],
  [
    'a region that is on, and a key that is wrong',
    'cloud.credentials_refused',
    identity,
    { 'ec2 DescribeRegions': regions('opted-in') },
    { regionsOff: ['af-south-1'] },
  ],
  [
    'a region that is off, by its code',
    'cloud.region_off',
    instance,
    { [status]: awsError('ec2', 401, 'OptInRequired') },
  ],
  [
    'a blocked account',
    'cloud.account_off',
    instance,
    {
      [status]: awsError(
        'ec2',
        400,
        'Blocked',
        'This account is currently blocked and not recognized as a valid account.',
      ),
    },
  ],

  ['a machine that runs', null, instance, { [status]: instanceStatus() }],
  [
    'a machine whose hardware fails',
    'cloud.impaired',
    instance,
    { [status]: instanceStatus({ system: 'impaired' }) },
  ],
  [
    'a machine whose system fails',
    'cloud.impaired',
    instance,
    { [status]: instanceStatus({ instance: 'impaired' }) },
  ],
  [
    'a machine whose disk fails',
    'cloud.impaired',
    instance,
    { [status]: instanceStatus({ ebs: 'impaired' }) },
  ],
  [
    'a machine that is stopped',
    'cloud.not_running',
    instance,
    {
      [status]: instanceStatus({ state: 'stopped' }),
      [list]: instances([{ reason: 'Client.UserInitiatedShutdown' }]),
    },
  ],
  [
    'a machine that was taken back',
    'cloud.not_running',
    instance,
    {
      [status]: instanceStatus({ state: 'terminated' }),
      [list]: instances([{ reason: 'Server.SpotInstanceTermination' }]),
    },
  ],
  [
    'a machine that nobody knows',
    'cloud.missing',
    instance,
    {
      [status]: awsError(
        'ec2',
        400,
        'InvalidInstanceID.NotFound',
        "The instance ID 'i-0123456789abcdef0' does not exist",
      ),
    },
  ],
  [
    'a machine that is to be restarted',
    'cloud.maintenance',
    instance,
    { [status]: instanceStatus({ event }) },
  ],
  [
    'a machine that was restarted',
    null,
    instance,
    {
      [status]: instanceStatus({
        event: ['system-reboot', '[Completed] scheduled reboot', event[2]],
      }),
    },
  ],

  [
    'no notice',
    null,
    reclaim,
    { 'instance-id': 'i-0123456789abcdef0', 'events/maintenance/scheduled': [] },
  ],
  [
    'a notice of the spot market',
    'cloud.reclaim',
    reclaim,
    { 'instance-id': 'i-0123456789abcdef0', 'spot/instance-action': spotAction },
  ],
  [
    'only advice to move',
    null,
    reclaim,
    { 'events/recommendations/rebalance': { noticeTime: '2026-11-22T01:00:00Z' } },
  ],
  [
    'maintenance, in the metadata',
    'cloud.maintenance',
    reclaim,
    { 'events/maintenance/scheduled': [maintenance] },
  ],
  [
    'maintenance that is over',
    null,
    reclaim,
    { 'events/maintenance/scheduled': [{ ...maintenance, State: 'completed' }] },
  ],

  ['a quota with room', null, quota, { [getQuota]: quotaOf(192), [list]: instances([{}]) }],
  ['a quota of nothing', 'cloud.quota', quota, { [getQuota]: quotaOf(0), [list]: instances([]) }],
  [
    'a quota that is used up',
    'cloud.quota',
    quota,
    { [getQuota]: quotaOf(192), [list]: instances([{}, {}]) },
  ],
  [
    'a quota with too little room',
    'cloud.quota',
    { ...quota, needs: 192 },
    { [getQuota]: quotaOf(192), [list]: instances([{}]) },
  ],
  [
    'a quota that spot machines do not use',
    null,
    { ...quota, needs: 192 },
    { [getQuota]: quotaOf(192), [list]: instances([{ spot: true }, { spot: true }]) },
  ],
  [
    'a quota whose use may not be read',
    null,
    { ...quota, needs: 192 },
    { [getQuota]: quotaOf(192), [list]: awsError('ec2', 403, 'UnauthorizedOperation') },
  ],

  [
    'starts that succeed',
    null,
    capacity,
    { [scaling]: activities([3, 'Successful'], [9, 'Successful']) },
  ],
  [
    'starts without machines',
    'cloud.capacity',
    capacity,
    { [scaling]: activities([3, 'Failed', noCapacity], [200, 'Successful']) },
  ],
  [
    'starts without machines, long ago',
    null,
    capacity,
    { [scaling]: activities([300, 'Failed', noCapacity]) },
  ],
  [
    'starts without machines, until one succeeded',
    null,
    capacity,
    { [scaling]: activities([2, 'Successful'], [5, 'Failed', noCapacity]) },
  ],
  [
    'starts over the quota',
    'cloud.quota',
    capacity,
    { [scaling]: activities([3, 'Failed', overQuota]) },
  ],
  [
    'starts that were badly asked for',
    null,
    capacity,
    {
      [scaling]: activities([
        3,
        'Failed',
        'The key pair does not exist. Launching EC2 instance failed.',
      ]),
    },
  ],

  [
    'targets that are healthy',
    null,
    targets,
    { [health]: targetHealth('healthy', 'healthy', 'draining') },
  ],
  [
    'a target that is unhealthy',
    'cloud.some_targets_unhealthy',
    targets,
    { [health]: targetHealth('healthy', 'unhealthy') },
  ],
  [
    'no target that is healthy',
    'cloud.no_healthy_target',
    targets,
    { [health]: targetHealth('unhealthy', 'unhealthy') },
  ],
  ['no target at all', 'cloud.no_healthy_target', targets, { [health]: targetHealth() }],
  [
    'a target group that nobody knows',
    'cloud.missing',
    targets,
    { [health]: awsError('elasticloadbalancing', 400, 'TargetGroupNotFound') },
  ],
];

describe('AWS', () => {
  for (const [state, symptom, options, answers, also = {}] of states) {
    test(`${state}: ${symptom ?? 'ok'}`, async () => {
      const { environment, ...fake } = also;
      const finding = await look(options, { answers, ...fake }, environment);
      const outcome = symptom === null ? 'ok' : cloudSymptoms[symptom].outcome;
      expect(finding, JSON.stringify(finding)).toMatchObject({ symptom, outcome });
    });
  }

  test('the table shows every symptom that AWS can show', () => {
    const shown = new Set(states.map(([, symptom]) => symptom));
    const elsewhere = ['cloud.unreachable'];
    const missing = Object.keys(cloudSymptoms).filter(
      (symptom) => !shown.has(symptom as never) && !elsewhere.includes(symptom),
    );
    expect(missing).toEqual([]);
  });
});

test('what cannot be reached blames nobody: the API, the metadata', async () => {
  cloudEnvironment(lasting);
  const nobody = `http://127.0.0.1:${await freePort()}`;
  for (const options of [instance, reclaim]) {
    const there = { ...options, endpoint: nobody, metadata: nobody };
    const finding = await lookAtFake(awsProbe, there, [secret]);
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'cloud.unreachable' });
  }
});

test('a machine that was taken back says so beside that it is gone', async () => {
  const finding = await look(instance, {
    answers: {
      [status]: instanceStatus({ state: 'terminated' }),
      [list]: instances([{ reason: 'Server.SpotInstanceTermination' }]),
    },
  });
  expect(finding.alsoSeen).toEqual(['cloud.reclaim']);
});

test('what is scheduled is a claim as well', async () => {
  const finding = await look(instance, { answers: { [status]: instanceStatus({ event }) } });
  expect(finding.claims).toEqual([
    {
      who: 'AWS',
      says: 'maintenance',
      words: 'system-reboot: scheduled reboot: 2026-12-01T00:00:00.000Z',
      updatedAt: null,
    },
  ]);
});

test('says how far the clocks differ', async () => {
  const finding = await look(identity, { answers: who, aheadMs: 3_600_000 });
  const offset = finding.measures?.find(({ name }) => name === 'cloud.clock_offset')?.value ?? 0;
  expect(Math.abs(offset + 3_600)).toBeLessThan(60);
});

test('counts use over several pages, and measures it', async () => {
  let page = 0;
  cloudEnvironment(lasting);
  const answers = {
    [getQuota]: quotaOf(960),
    get [list]() {
      page += 1;
      return instances([{}, {}], page < 3 ? `page-${page}` : '');
    },
  };
  const finding = await look(quota, { answers });
  expect(finding.measures).toContainEqual({ name: 'quota.used', value: 576, unit: 'count' });
});

test.each([
  [{ ...identity }, 'aws sts get-caller-identity --region af-south-1'],
  [
    instance,
    'aws ec2 describe-instance-status --include-all-instances --instance-ids i-0123456789abcdef0 --region us-east-1',
  ],
  [
    { ...quota, profile: 'prod', endpoint: 'https://vpce.internal' },
    'aws service-quotas get-service-quota --service-code ec2 --quota-code L-417A185B --region us-east-1 --profile prod --endpoint-url https://vpce.internal',
  ],
  [
    { ...capacity, accessKeyId: 'AKIDREADER', secretAccessKey: 'env:SECRET' },
    'AWS_ACCESS_KEY_ID=AKIDREADER AWS_SECRET_ACCESS_KEY="$SECRET" aws autoscaling describe-scaling-activities --auto-scaling-group-name gpu --max-items 100 --region us-east-1',
  ],
  [
    targets,
    `aws elbv2 describe-target-health --target-group-arn ${targetGroup} --region us-east-1`,
  ],
])('the command is one that a person can run: %o', (options, command) => {
  expect(awsProbe.command(awsProbe.options.parse(options))).toBe(command);
});

describe('what to look at', () => {
  const link = (parts: object) =>
    ({ id: 'gpu', kind: 'host', needs: [], labels: {}, probes: [], ...parts }) as never;

  test('is told by labels and addresses, and nothing else', () => {
    const labels = { 'aws.instance': 'i-0123456789abcdef0' };
    expect(awsProbe.infer(link({ labels, region: 'eu-west-1' }))).toEqual({
      ...instance,
      region: 'eu-west-1',
    });
    expect(awsProbe.infer(link({ labels: { 'aws.asg': 'gpu' } }))).toEqual(capacity);
    expect(awsProbe.infer(link({ address: 'i-0123456789abcdef0' }))).toEqual(instance);
    expect(awsProbe.infer(link({ provider: 'aws', region: 'us-east-1' }))).toBeNull();
    expect(awsProbe.infer(link({ address: 'identity' }))).toBeNull();
  });

  test('may be given by hand', () => {
    expect(awsProbe.fromTarget('i-0123456789abcdef0')).toEqual(instance);
    expect(awsProbe.fromTarget(targetGroup)).toEqual({ ...targets, region: 'us-east-1' });
    expect(() => awsProbe.fromTarget('nothing')).toThrow(/is nothing that it looks at/);
  });

  test('must be told where the look needs it', () => {
    const problems = awsProbe.options.safeParse({ look: 'targets' }).error?.issues ?? [];
    expect(problems.map(({ message }) => message)).toEqual(['look targets needs targetGroup']);
  });
});
