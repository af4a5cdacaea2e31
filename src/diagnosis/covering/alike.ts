import type { LinkId } from '../../chain/types.ts';
import type { Forecast } from '../asking/symptom-space.ts';
import { type CoveredFault, lookAlike } from './signature.ts';

/** Faults that all look like the first of them, which is the most common. */
export type Group = readonly [CoveredFault, ...CoveredFault[]];

/**
 * Puts faults together that no series tells from the most common of their group. Each fault is only held
 * against groups that its own most telling series sees too: others are told apart by that series.
 */
export function groupsOf(
  seen: readonly CoveredFault[],
  calm: ReadonlyMap<string, Forecast>,
): readonly Group[] {
  const groups: [CoveredFault, ...CoveredFault[]][] = [];
  const bySeries = new Map<string, typeof groups>();
  for (const fault of seen.toSorted((a, b) => b.share - a.share)) {
    const near = fault.best === null ? [] : (bySeries.get(fault.best) ?? []);
    const group = near.find(([first]) => lookAlike(first, fault, calm));
    if (group) {
      group.push(fault);
      continue;
    }
    const own: [CoveredFault] = [fault];
    groups.push(own);
    for (const key of fault.shown.keys()) {
      const known = bySeries.get(key);
      if (known) known.push(own);
      else bySeries.set(key, [own]);
    }
  }
  return groups;
}

/** The groups that hold a fault of each link. */
export function groupsByLink(groups: readonly Group[]): ReadonlyMap<LinkId, readonly Group[]> {
  const ofLink = new Map<LinkId, Group[]>();
  for (const group of groups) {
    for (const link of new Set(group.map(({ fault }) => fault.link))) {
      const known = ofLink.get(link);
      if (known) known.push(group);
      else ofLink.set(link, [group]);
    }
  }
  return ofLink;
}

/** The part of the faults of a group that would be pinned on the right link, and on the right mode. */
export function toldOf(group: Group): { link: number; mode: number } {
  const [first] = group;
  const byLink = new Map<string, number>();
  for (const { fault, share } of group) {
    byLink.set(fault.link, (byLink.get(fault.link) ?? 0) + share);
  }
  // Whoever must choose chooses the most common.
  return { link: Math.max(...byLink.values()), mode: first.share };
}
