import type { LinkId } from '../chain/types.ts';
import type { Snapshot } from './types.ts';

/** The same snapshot with these links alone, and nothing of the whole chain. */
export function partOf(snapshot: Snapshot, links: ReadonlySet<LinkId>): Snapshot {
  return { ...snapshot, stated: null, links: snapshot.links.filter(({ link }) => links.has(link)) };
}
