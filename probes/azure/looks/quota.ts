import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { quotaFacts, quotaJudgements, quotaMeasures } from '../../cloud/quota.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, numberAt, textAt } from '../../data/json.ts';
import { askAzure } from '../api.ts';
import type { AzureOptions } from '../options.ts';

/** What a quota of a location allows and how much of it is used. */
export async function lookAtQuota(options: AzureOptions, asking: Asking): Promise<Told> {
  const { location = '', usage = '', needs } = options;
  const path = `/providers/Microsoft.Compute/locations/${location}/usages`;
  const document = await askAzure('azure usages list', path, options, asking);
  const listed = at(document, 'value');
  const one = (Array.isArray(listed) ? listed : []).find(
    (entry: unknown) => textAt(entry, 'name', 'value')?.toLowerCase() === usage.toLowerCase(),
  );
  const limit = numberAt(one, 'limit');
  if (limit === undefined) {
    throw new CloudTrouble('cloud.malformed', `the location ${location} lists no usage ${usage}`);
  }
  const name = textAt(one, 'name', 'localizedValue') ?? usage;
  const quota = {
    id: textAt(one, 'name', 'value') ?? usage,
    name,
    limit,
    used: numberAt(one, 'currentValue'),
  };
  return {
    judgements: quotaJudgements(quota, needs, asking.kept),
    well: safe`${limit - (quota.used ?? 0)} of ${limit} left`,
    facts: quotaFacts(quota, asking.kept),
    measures: quotaMeasures(quota),
  };
}
