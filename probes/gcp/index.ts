import { cloudProbe } from '../cloud/cloud-probe.ts';
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

export const gcpProbe: Probe<GcpOptions> = cloudProbe<GcpOptions>({
  kind: 'gcp',
  summary: 'what does Google Cloud say of a machine, a quota, a zone, a load balancer or a bucket',
  options: gcpOptions,
  looks: {
    identity: lookAtIdentity,
    instance: lookAtInstance,
    reclaim: lookAtReclaim,
    quota: lookAtQuota,
    capacity: lookAtCapacity,
    targets: lookAtTargets,
    bucket: lookAtBucket,
  },
  infer: inferredOptions,
  optionsOfTarget,
  hint: 'Give projects/PROJECT/zones/ZONE/instances/NAME, or "reclaim".',
  command: commandOf,
});
