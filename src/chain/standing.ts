import { needsFor } from './hubs.ts';
import { linksById } from './path.ts';
import type { Chain, Link, LinkId, Model, Need } from './types.ts';

/**
 * Whether a model still answers while some links are down: everything that its answers need stands, and of
 * replicas at least one.
 */
export function standsWithout(chain: Chain, model: Model, down: ReadonlySet<LinkId>): boolean {
  const known = new Map<string, boolean>();
  const links = linksById(chain);
  return standsAll([{ link: model.at }, ...model.needs], null, { links, down, known });
}

interface Walk {
  readonly links: ReadonlyMap<LinkId, Link>;
  readonly down: ReadonlySet<LinkId>;
  /** What is decided, so that a link behind many others is walked once, or once for each who takes a part of it. */
  readonly known: Map<string, boolean>;
}

function standsAll(needs: readonly Need[], asker: Link | null, walk: Walk): boolean {
  return needs.every((need) =>
    'link' in need
      ? stands(need.link, asker, walk)
      : need.anyOf.some((id) => stands(id, null, walk)),
  );
}

function stands(id: LinkId, asker: Link | null, walk: Walk): boolean {
  const link = walk.links.get(id);
  const needs = link ? needsFor(walk.links, link, asker) : [];
  const key = needs === link?.needs ? id : `${id} ${asker?.id}`;
  const known = walk.known.get(key);
  if (known !== undefined) return known;
  // In a circle, which only a recording may hold, the inner turn decides nothing.
  walk.known.set(key, true);
  const isUp = !walk.down.has(id) && standsAll(needs, link ?? null, walk);
  walk.known.set(key, isUp);
  return isUp;
}
