import type { LinkId } from '../../../src/chain/types.ts';
import { isFailing, type Row } from './incidence.ts';

/** Hit ratios from which a group is a candidate: the highest at which anything is. */
const thresholds = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
const mostFaults = 5;

/**
 * SCORE (Kompella and others, NSDI 2005): a link is a risk group of the series that pass it. Greedy
 * set cover: among the links whose hit ratio (failing of all that pass) reaches the threshold, take the
 * one that covers most failing series that are left; lower the threshold when there is none.
 *
 * @returns links, the first taken first
 */
export function score(rows: readonly Row[]): readonly LinkId[] {
  const passing = new Map<LinkId, Row[]>();
  for (const row of rows) {
    for (const { link } of row.path) passing.set(link, [...(passing.get(link) ?? []), row]);
  }
  const left = new Set(rows.filter(isFailing));
  const taken: LinkId[] = [];
  while (left.size > 0 && taken.length < mostFaults) {
    const next = nextGroup(passing, left);
    if (next === null) break;
    taken.push(next);
    for (const row of passing.get(next) ?? []) left.delete(row);
  }
  return taken;
}

function nextGroup(
  passing: ReadonlyMap<LinkId, readonly Row[]>,
  left: ReadonlySet<Row>,
): LinkId | null {
  const groups = [...passing].map(([link, rows]) => ({
    link,
    covers: rows.filter((row) => left.has(row)).length,
    hitRatio: rows.filter(isFailing).length / rows.length,
  }));
  for (const threshold of thresholds) {
    const fit = groups
      .filter(({ covers, hitRatio }) => covers > 0 && hitRatio >= threshold)
      .sort((a, b) => b.covers - a.covers || b.hitRatio - a.hitRatio);
    if (fit[0]) return fit[0].link;
  }
  return null;
}
