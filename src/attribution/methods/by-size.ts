import type { Datanet } from '../datanet/datanet.ts';
import type { PartyId } from '../types.ts';

/**
 * What everyone would have if datanets were paid by their size: the baseline that a method has to beat.
 *
 * @returns live tokens of each contributor
 */
export function weightsBySize(datanets: readonly Datanet[]): Map<PartyId, number> {
  const weights = new Map<PartyId, number>();
  for (const { catalogue } of datanets) {
    for (const { live, owner } of catalogue.contents) {
      const party: PartyId = `contributor:${owner.contributor}`;
      if (live) weights.set(party, (weights.get(party) ?? 0) + owner.tokens);
    }
  }
  return weights;
}
