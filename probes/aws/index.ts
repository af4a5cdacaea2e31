import { WeaklinkError } from '../../src/platform/errors.ts';
import type { Asking, Told } from '../cloud/look.ts';
import { lookAtCloud } from '../cloud/look.ts';
import { LEAST_INTERVAL_MS } from '../cloud/options.ts';
import { cloudSymptoms } from '../cloud/symptoms.ts';
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

const looks: Readonly<
  Record<AwsOptions['look'], (options: AwsOptions, asking: Asking) => Promise<Told>>
> = {
  identity: lookAtIdentity,
  instance: lookAtInstance,
  reclaim: lookAtReclaim,
  quota: lookAtQuota,
  capacity: lookAtCapacity,
  targets: lookAtTargets,
};

export const awsProbe: Probe<AwsOptions> = {
  kind: 'aws',
  summary: 'what does AWS say of a machine, a quota, a group or a load balancer',
  options: awsOptions,
  symptoms: cloudSymptoms,
  leastIntervalMs: LEAST_INTERVAL_MS,
  infer: inferredOptions,
  fromTarget(target) {
    const options = optionsOfTarget(target);
    if (options) return options;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `aws: "${target}" is nothing that it looks at`,
      hint: 'Give an instance (i-0123…), the ARN of a target group, a quota (L-417A185B), or "identity" or "reclaim".',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: (options, context) =>
    lookAtCloud(options, context, (asking) => looks[options.look](options, asking)),
};
