import { cloudProbe } from '../cloud/cloud-probe.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { inferredOptions, optionsOfTarget } from './infer.ts';
import { lookAtCapacity } from './looks/capacity.ts';
import { lookAtIdentity } from './looks/identity.ts';
import { lookAtInstance } from './looks/instance.ts';
import { lookAtQuota } from './looks/quota.ts';
import { lookAtReclaim } from './looks/reclaim.ts';
import { lookAtTargets } from './looks/targets.ts';
import { type AwsOptions, awsOptions } from './options.ts';

export const awsProbe: Probe<AwsOptions> = cloudProbe<AwsOptions>({
  kind: 'aws',
  summary: 'what does AWS say of a machine, a quota, a group or a load balancer',
  options: awsOptions,
  looks: {
    identity: lookAtIdentity,
    instance: lookAtInstance,
    reclaim: lookAtReclaim,
    quota: lookAtQuota,
    capacity: lookAtCapacity,
    targets: lookAtTargets,
  },
  infer: inferredOptions,
  optionsOfTarget,
  hint: 'Give an instance (i-0123…), the ARN of a target group, a quota (L-417A185B), or "identity" or "reclaim".',
  command: commandOf,
});
