import { pathOf } from '../../../src/chain/path.ts';
import type { Chain, LinkId } from '../../../src/chain/types.ts';
import { isFailing, type Row } from './incidence.ts';

/** The links in the order in which the models' requests pass them; the rest after those. */
function inOrder(chain: Chain): readonly LinkId[] {
  const passed = chain.models.flatMap(({ id, at }) =>
    pathOf(chain, at, 'through', id).map(({ link }) => link),
  );
  return [...new Set([...passed, ...chain.links.map(({ id }) => id)])];
}

function failingLinks(rows: readonly Row[]): ReadonlySet<LinkId> {
  return new Set(rows.filter(isFailing).map(({ link }) => link));
}

/** The first link on the way whose own looks fail: what most people blame. */
export function firstFailing(chain: Chain, rows: readonly Row[]): LinkId | null {
  const failing = failingLinks(rows);
  return inOrder(chain).find((id) => failing.has(id)) ?? null;
}

/** The last one: what those blame who know that errors travel forward. */
export function deepestFailing(chain: Chain, rows: readonly Row[]): LinkId | null {
  const failing = failingLinks(rows);
  return inOrder(chain).findLast((id) => failing.has(id)) ?? null;
}
