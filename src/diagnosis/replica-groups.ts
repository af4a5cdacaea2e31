import type { Chain, LinkId } from '../chain/types.ts';

const groupsOf = new WeakMap<Chain, readonly (readonly LinkId[])[]>();

/** Links of which one does for another, by group. */
export function replicaGroupsOf(chain: Chain): readonly (readonly LinkId[])[] {
  let groups = groupsOf.get(chain);
  if (!groups) {
    groups = [...chain.links, ...chain.models].flatMap(({ needs }) =>
      needs.flatMap((need) => ('anyOf' in need && need.anyOf.length > 1 ? [need.anyOf] : [])),
    );
    groupsOf.set(chain, groups);
  }
  return groups;
}
