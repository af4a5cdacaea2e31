import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

/**
 * Where a storage account stands, and whether Azure calls that place available. Whether a container can be
 * reached, and what is in it, the objectstore probe looks at.
 */
export async function lookAtStorage(options: AzureOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const path = `/resourceGroups/${options.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${options.storageAccount}`;
  const document = await askAzure('azure storageAccounts get', path, options, asking);
  const properties = at(document, 'properties');
  // After a failover the primary place is another than that in which the account was made.
  const location = textAt(properties, 'primaryLocation') ?? textAt(document, 'location');
  if (location === undefined)
    throw new CloudTrouble('cloud.malformed', 'no location of the account');
  const status = textAt(properties, 'statusOfPrimary');
  const second = textAt(properties, 'secondaryLocation');
  const summary = safe`Azure calls its place ${kept.fact(status ?? '')}`;
  const evidence = safe`statusOfPrimary is ${kept.fact(status ?? '')} in ${kept.fact(location)}`;
  return {
    judgements: status === 'unavailable' ? [{ symptom: 'cloud.impaired', summary, evidence }] : [],
    well: safe`it stands in ${kept.fact(location)}`,
    facts: {
      ...regionFact('azure', location, kept),
      ...(status === undefined ? {} : { 'azure.storage_status': kept.fact(status) }),
      ...(second === undefined ? {} : { 'azure.second_location': kept.fact(second) }),
    },
  };
}
