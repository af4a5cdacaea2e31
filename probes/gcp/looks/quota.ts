import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { quotaFacts, quotaJudgements, quotaMeasures } from '../../cloud/quota.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, numberAt, textAt } from '../../data/json.ts';
import { askGcp, computePath } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/** What a quota of a region allows and how much of it is used. A free quota is no promise of machines. */
export async function lookAtQuota(options: GcpOptions, asking: Asking): Promise<Told> {
  const { region = '', metric = '', needs } = options;
  const path = computePath(options, 'regions', region);
  const document = await askGcp('gcp compute regions.get', options, asking, { path });
  const listed = at(document, 'quotas');
  const one = (Array.isArray(listed) ? listed : []).find(
    (quota: unknown) => textAt(quota, 'metric') === metric,
  );
  const limit = numberAt(one, 'limit');
  if (limit === undefined) {
    throw new CloudTrouble('cloud.malformed', `the region ${region} lists no quota ${metric}`);
  }
  const quota = { id: metric, name: metric, limit, used: numberAt(one, 'usage') };
  return {
    judgements: quotaJudgements(quota, needs, asking.kept),
    well: safe`${limit - (quota.used ?? 0)} of ${limit} left`,
    facts: quotaFacts(quota, asking.kept),
    measures: quotaMeasures(quota),
  };
}
