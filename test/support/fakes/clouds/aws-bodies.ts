/* Bodies of AWS's APIs as their references document them. */

export interface FakeStatus {
  readonly state?: string;
  readonly system?: string;
  readonly instance?: string;
  readonly ebs?: string;
  /** code, description, not before. */
  readonly event?: readonly [string, string, string];
}

const check = (name: string, status: string) =>
  `<${name}><status>${status}</status><details><item><name>reachability</name><status>${status === 'ok' ? 'passed' : 'failed'}</status>${status === 'ok' ? '' : '<impairedSince>2026-11-20T10:12:00.000Z</impairedSince>'}</item></details></${name}>`;

export function instanceStatus({
  state = 'running',
  system = 'ok',
  instance = 'ok',
  ebs = 'ok',
  event,
}: FakeStatus = {}): string {
  const events = event
    ? `<eventsSet><item><instanceEventId>instance-event-0d59937288b749b32</instanceEventId><code>${event[0]}</code><description>${event[1]}</description><notBefore>${event[2]}</notBefore></item></eventsSet>`
    : '';
  const item = `<item><instanceId>i-0123456789abcdef0</instanceId><availabilityZone>us-east-1a</availabilityZone>${events}<instanceState><code>16</code><name>${state}</name></instanceState>${check('systemStatus', system)}${check('instanceStatus', instance)}${check('attachedEbsStatus', ebs)}</item>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstanceStatusResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>fake</requestId><instanceStatusSet>${item}</instanceStatusSet></DescribeInstanceStatusResponse>`;
}

export interface FakeInstance {
  readonly cores?: number;
  readonly spot?: boolean;
  readonly reason?: string;
}

export function instances(list: readonly FakeInstance[], next = ''): string {
  const items = list.map(({ cores = 48, spot, reason = '' }) => {
    const why =
      reason === ''
        ? ''
        : `<stateReason><code>${reason}</code><message>${reason}: words</message></stateReason>`;
    return `<item><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId><instanceType>p5.48xlarge</instanceType>${why}${spot ? '<instanceLifecycle>spot</instanceLifecycle>' : ''}<cpuOptions><coreCount>${cores}</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions></item></instancesSet></item>`;
  });
  return `<DescribeInstancesResponse><requestId>fake</requestId><reservationSet>${items.join('')}</reservationSet>${next === '' ? '' : `<nextToken>${next}</nextToken>`}</DescribeInstancesResponse>`;
}

export const callerIdentity =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/reader/weaklink</Arn><UserId>AROAFAKE:weaklink</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

export const regions = (state: string) =>
  `<DescribeRegionsResponse><requestId>fake</requestId><regionInfo><item><regionName>af-south-1</regionName><regionEndpoint>ec2.af-south-1.amazonaws.com</regionEndpoint><optInStatus>${state}</optInStatus></item></regionInfo></DescribeRegionsResponse>`;

export const quotaOf = (value: number) => ({
  Quota: {
    ServiceCode: 'ec2',
    ServiceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    QuotaCode: 'L-417A185B',
    QuotaName: 'Running On-Demand P instances',
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  },
});

/** Each: minutes ago, status, message. */
export function activities(
  ...list: readonly (readonly [minutes: number, status: string, message?: string])[]
): string {
  const members = list.map(([minutes, status, message = '']) => {
    const start = new Date(Date.now() - minutes * 60_000).toISOString();
    return `<member><ActivityId>fake</ActivityId><AutoScalingGroupName>gpu</AutoScalingGroupName><Description>Launching a new EC2 instance.${message === '' ? '' : `  Status Reason: ${message}`}</Description><Cause>At ${start} an instance was started</Cause><StartTime>${start}</StartTime><StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage><Progress>100</Progress></member>`;
  });
  return `<DescribeScalingActivitiesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeScalingActivitiesResult><Activities>${members.join('')}</Activities></DescribeScalingActivitiesResult></DescribeScalingActivitiesResponse>`;
}

export const noCapacity =
  'We currently do not have sufficient p5.48xlarge capacity in the Availability Zone you requested (us-east-1a). Our system will be working on provisioning additional capacity. Launching EC2 instance failed.';
export const overQuota =
  'You have requested more vCPU capacity than your current vCPU limit of 192 allows for the instance bucket that the specified instance type belongs to. Launching EC2 instance failed.';

export function targetHealth(...states: readonly string[]): string {
  const members = states.map((state, at) => {
    const why =
      state === 'healthy'
        ? ''
        : '<Reason>Target.FailedHealthChecks</Reason><Description>Health checks failed with these codes: [503]</Description>';
    return `<member><HealthCheckPort>8000</HealthCheckPort><TargetHealth><State>${state}</State>${why}</TargetHealth><Target><Id>i-0${at}aaaaaaaaaaaaaaaa</Id><Port>8000</Port></Target></member>`;
  });
  return `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;
}
