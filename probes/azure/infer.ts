import type { Link } from '../../src/chain/types.ts';

/** The resource id of a machine. */
const MACHINE =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\/virtualMachines\/([^/]+)$/i;

/** What stands in a group of resources, by its label. */
const inGroups = [
  ['azure.load-balancer', 'targets', 'loadBalancer'],
  ['azure.application-gateway', 'targets', 'applicationGateway'],
  ['azure.storage-account', 'storage', 'storageAccount'],
] as const;

export function optionsOfTarget(target: string): Readonly<Record<string, string>> | undefined {
  const [, subscription, resourceGroup, vm] = MACHINE.exec(target) ?? [];
  if (subscription === undefined || resourceGroup === undefined || vm === undefined) {
    return target === 'reclaim' ? { look: 'reclaim' } : undefined;
  }
  return { look: 'instance', subscription, resourceGroup, vm };
}

/** Only what names something of Azure is looked at there: an id of a resource, or `azure.vm` and its place. */
export function inferredOptions({ address, labels }: Link): unknown {
  const subscription = labels['azure.subscription'];
  if (subscription !== undefined && labels['azure.vm'] !== undefined) {
    const resourceGroup = labels['azure.resource-group'];
    return { look: 'instance', subscription, resourceGroup, vm: labels['azure.vm'] };
  }
  if (subscription !== undefined && labels['azure.usage'] !== undefined) {
    const location = labels['azure.location'];
    return { look: 'quota', subscription, location, usage: labels['azure.usage'] };
  }
  for (const [label, look, option] of inGroups) {
    if (subscription === undefined || labels[label] === undefined) continue;
    const resourceGroup = labels['azure.resource-group'];
    return { look, subscription, resourceGroup, [option]: labels[label] };
  }
  return address === undefined || address === 'reclaim' ? null : (optionsOfTarget(address) ?? null);
}
