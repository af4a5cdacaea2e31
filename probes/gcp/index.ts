import { WeaklinkError } from '../../src/platform/errors.ts';
import { type Asking, lookAtCloud, type Told } from '../cloud/look.ts';
import { LEAST_INTERVAL_MS } from '../cloud/options.ts';
import { cloudSymptoms } from '../cloud/symptoms.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { inferredOptions, optionsOfTarget } from './infer.ts';
import { lookAtBucket } from './looks/bucket.ts';
import { lookAtCapacity } from './looks/capacity.ts';
import { lookAtIdentity } from './looks/identity.ts';
import { lookAtInstance } from './looks/instance.ts';
import { lookAtQuota } from './looks/quota.ts';
import { lookAtReclaim } from './looks/reclaim.ts';
import { lookAtTargets } from './looks/targets.ts';
import { type GcpOptions, gcpOptions } from './options.ts';

const looks: Readonly<
  Record<GcpOptions['look'], (options: GcpOptions, asking: Asking) => Promise<Told>>
> = {
  identity: lookAtIdentity,
  instance: lookAtInstance,
  reclaim: lookAtReclaim,
  quota: lookAtQuota,
  capacity: lookAtCapacity,
  targets: lookAtTargets,
  bucket: lookAtBucket,
};

export const gcpProbe: Probe<GcpOptions> = {
  kind: 'gcp',
  summary: 'what does Google Cloud say of a machine, a quota, a zone, a load balancer or a bucket',
  options: gcpOptions,
  symptoms: cloudSymptoms,
  leastIntervalMs: LEAST_INTERVAL_MS,
  infer: inferredOptions,
  fromTarget(target) {
    const options = optionsOfTarget(target);
    if (options) return options;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `gcp: "${target}" is nothing that it looks at`,
      hint: 'Give projects/PROJECT/zones/ZONE/instances/NAME, or "reclaim".',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: (options, context) =>
    lookAtCloud(options, context, (asking) => looks[options.look](options, asking)),
};
