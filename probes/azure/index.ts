import { WeaklinkError } from '../../src/platform/errors.ts';
import { type Asking, lookAtCloud, type Told } from '../cloud/look.ts';
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
import { lookAtStorage } from './looks/storage.ts';
import { lookAtTargets } from './looks/targets.ts';
import { type AzureOptions, azureOptions } from './options.ts';

const looks: Readonly<
  Record<AzureOptions['look'], (options: AzureOptions, asking: Asking) => Promise<Told>>
> = {
  identity: lookAtIdentity,
  instance: lookAtInstance,
  reclaim: lookAtReclaim,
  quota: lookAtQuota,
  capacity: lookAtCapacity,
  targets: lookAtTargets,
  storage: lookAtStorage,
};

export const azureProbe: Probe<AzureOptions> = {
  kind: 'azure',
  summary: 'what does Azure say of a machine, a quota, a load balancer or a storage account',
  options: azureOptions,
  symptoms: cloudSymptoms,
  leastIntervalMs: LEAST_INTERVAL_MS,
  infer: inferredOptions,
  fromTarget(target) {
    const options = optionsOfTarget(target);
    if (options) return options;
    throw new WeaklinkError({
      code: 'E_TARGET',
      message: `azure: "${target}" is nothing that it looks at`,
      hint: 'Give the resource id of a virtual machine, or "reclaim".',
    });
  },
  reach: () => 'self',
  command: commandOf,
  look: (options, context) =>
    lookAtCloud(options, context, (asking) => looks[options.look](options, asking)),
};
