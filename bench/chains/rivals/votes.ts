import type { LinkId } from '../../../src/chain/types.ts';
import { isFailing, type Row } from './incidence.ts';

/** Every failing series gives each link on its path an equal part of one vote. */
export function mostVotes(rows: readonly Row[]): LinkId | null {
  const votes = new Map<LinkId, number>();
  for (const { path } of rows.filter(isFailing)) {
    for (const { link } of path) votes.set(link, (votes.get(link) ?? 0) + 1 / path.length);
  }
  return best(votes);
}

/** The key with the highest value; the earliest of equals. */
export function best(values: ReadonlyMap<LinkId, number>): LinkId | null {
  let winner: LinkId | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [link, value] of values) {
    if (value > highest) {
      winner = link;
      highest = value;
    }
  }
  return winner;
}
