import { cloudProbe } from '../cloud/cloud-probe.ts';
import type { Probe } from '../probe.ts';
import { commandOf } from './command.ts';
import { inferredOptions, optionsOfTarget } from './infer.ts';
import { lookAtCapacity } from './looks/capacity.ts';
import { lookAtIdentity } from './looks/identity.ts';
import { lookAtInstance } from './looks/instance.ts';
import { lookAtQuota } from './looks/quota.ts';
import { lookAtReclaim } from './looks/reclaim.ts';
import { lookAtStorage } from './looks/storage.ts';
import { lookAtTargets } from './looks/targets.ts';
import { type AzureOptions, azureOptions } from './options.ts';

export const azureProbe: Probe<AzureOptions> = cloudProbe<AzureOptions>({
  kind: 'azure',
  summary: 'what does Azure say of a machine, a quota, a load balancer or a storage account',
  options: azureOptions,
  looks: {
    identity: lookAtIdentity,
    instance: lookAtInstance,
    reclaim: lookAtReclaim,
    quota: lookAtQuota,
    capacity: lookAtCapacity,
    targets: lookAtTargets,
    storage: lookAtStorage,
  },
  infer: inferredOptions,
  optionsOfTarget,
  hint: 'Give the resource id of a virtual machine, or "reclaim".',
  command: commandOf,
});
