import type { SafeText } from '../../src/text/safe-text.ts';
import { shellQuote } from '../../src/text/shell-quote.ts';
import { commandLine } from '../network/shell-words.ts';
import { whatIsAsked } from './looks/targets.ts';
import { METADATA } from './metadata.ts';
import type { AzureOptions } from './options.ts';

/** The line of the vendor's own program that asks the same. */
export function commandOf(options: AzureOptions): SafeText {
  if (options.look === 'reclaim') {
    const url = new URL('/metadata/scheduledevents', options.metadata ?? METADATA);
    url.searchParams.set('api-version', '2020-07-01');
    return commandLine(["curl -sS -H 'Metadata: true'", shellQuote(url.href)]);
  }
  const { subscription = '' } = options;
  return commandLine(['az', ...questionOf(options), '--subscription', subscription, '-o json']);
}

function questionOf(options: AzureOptions): readonly string[] {
  const { resourceGroup, vm = '', storageAccount = '', location = '', size, within } = options;
  const group = shellQuote(resourceGroup ?? '');
  switch (options.look) {
    case 'instance':
      return ['vm get-instance-view --resource-group', group, '--name', shellQuote(vm)];
    case 'quota':
      return ['vm list-usage --location', location];
    case 'capacity':
      return resourceGroup === undefined
        ? ['vm list-skus --all --location', location, '--size', size ?? '']
        : ['monitor activity-log list --resource-group', group, '--offset', within];
    case 'targets': {
      const { resource, names, filter } = whatIsAsked(options);
      const [type = '', name = ''] = resource.split('/');
      return [
        'monitor metrics list --resource-group',
        group,
        '--resource-type',
        `Microsoft.Network/${type}`,
        '--resource',
        shellQuote(name),
        '--metrics',
        ...names.split(','),
        '--interval PT1M --aggregation Average --offset 10m --filter',
        shellQuote(filter),
      ];
    }
    case 'storage':
      return ['storage account show --resource-group', group, '--name', storageAccount];
    default:
      return ['account show'];
  }
}
