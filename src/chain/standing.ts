import { linksById } from './path.ts';
import type { Chain, Link, LinkId, Model, Need } from './types.ts';

/**
 * Whether a model still answers while some links are down: everything that its answers need stands, and of
 * replicas at least one.
 */
export function standsWithout(chain: Chain, model: Model, down: ReadonlySet<LinkId>): boolean {
  const known = new Map<LinkId, boolean>();
  const links = linksById(chain);
  return standsAll([{ link: model.at }, ...model.needs], { links, down, known });
}

interface Walk {
  readonly links: ReadonlyMap<LinkId, Link>;
  readonly down: ReadonlySet<LinkId>;
  /** What is decided, so that a link behind many others is walked once. */
  readonly known: Map<LinkId, boolean>;
}

function standsAll(needs: readonly Need[], walk: Walk): boolean {
  return needs.every((need) =>
    'link' in need ? stands(need.link, walk) : need.anyOf.some((id) => stands(id, walk)),
  );
}

function stands(id: LinkId, walk: Walk): boolean {
  const known = walk.known.get(id);
  if (known !== undefined) return known;
  // In a circle, which only a recording may hold, the inner turn decides nothing.
  walk.known.set(id, true);
  const link = walk.links.get(id);
  const isUp = !walk.down.has(id) && standsAll(link?.needs ?? [], walk);
  walk.known.set(id, isUp);
  return isUp;
}
