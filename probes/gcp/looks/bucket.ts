import { safe } from '../../../src/text/sanitise.ts';
import type { Asking, Told } from '../../cloud/look.ts';
import { regionFact } from '../../cloud/region.ts';
import { CloudTrouble } from '../../cloud/trouble.ts';
import { at, textAt } from '../../data/json.ts';
import { askGcp } from '../api.ts';
import type { GcpOptions } from '../options.ts';

/**
 * Where a bucket stands: in one region, or in a place of several that Google names, such as `EU`. Whether it can
 * be reached, and what is in it, the objectstore probe looks at.
 */
export async function lookAtBucket(options: GcpOptions, asking: Asking): Promise<Told> {
  const { kept } = asking;
  const document = await askGcp('gcp storage buckets.get', options, asking, {
    path: `/storage/v1/b/${encodeURIComponent(options.bucket ?? '')}`,
    query: { fields: 'kind,location,locationType,customPlacementConfig' },
  });
  const location = textAt(document, 'location')?.toLowerCase();
  if (location === undefined)
    throw new CloudTrouble('cloud.malformed', 'no location of the bucket');
  const both = at(document, 'customPlacementConfig', 'dataLocations');
  const type = textAt(document, 'locationType');
  return {
    judgements: [],
    well: safe`it stands in ${kept.fact(location)}`,
    facts: {
      ...regionFact('gcp', location, kept),
      ...(type === undefined ? {} : { 'gcp.location_type': kept.fact(type) }),
      ...(Array.isArray(both) ? { 'gcp.data_locations': kept.fact(both.join(', ')) } : {}),
    },
  };
}
