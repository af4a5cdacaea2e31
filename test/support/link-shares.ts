import type { Chain, LinkId } from '../../src/chain/types.ts';
import { LinkShares } from '../../src/diagnosis/link-shares.ts';

/** What each link has of the probability; 0 for those that are not named. */
export function sharesOf(chain: Chain, shares: ReadonlyMap<LinkId, number>): LinkShares {
  const ids = chain.links.map(({ id }) => id);
  return new LinkShares(
    new Map(ids.map((id, place) => [id, place])),
    Float64Array.from(ids, (id) => shares.get(id) ?? 0),
  );
}
