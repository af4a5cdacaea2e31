import { linksOf } from './needs.ts';
import type { Link, LinkId, Need } from './types.ts';

type Links = ReadonlyMap<LinkId, Link>;

/**
 * What a hub needs for the requests of one who asks it. Of several that ask a hub (two searches one retriever) each may
 * name what of it its own requests take: one index each. Then neither takes what only the other names. Of what nobody
 * divides in that way, everybody takes all.
 */
export function needsFor(links: Links, hub: Link, asker: Link | null): readonly Need[] {
  if (!asker) return hub.needs;
  const leftOut = leftOutBy(links, hub, asker);
  if (leftOut.size === 0) return hub.needs;
  return hub.needs.filter((need) => !linksOf(need).every((id) => leftOut.has(id)));
}

const nothing: ReadonlySet<LinkId> = new Set();

function leftOutBy(links: Links, hub: Link, asker: Link): ReadonlySet<LinkId> {
  const own = namedBy(hub, asker);
  if (own.size === 0) return nothing;
  const kindOf = (id: LinkId) => links.get(id)?.kind;
  const leftOut = new Set<LinkId>();
  for (const other of askersOf(links, hub.id)) {
    if (other === asker) continue;
    const others = namedBy(hub, other);
    const mine = new Set([...own].filter((id) => !others.has(id)).map(kindOf));
    for (const id of others) if (!own.has(id) && mine.has(kindOf(id))) leftOut.add(id);
  }
  return leftOut;
}

/** What of the needs of a hub an asker names itself. */
function namedBy(hub: Link, asker: Link): ReadonlySet<LinkId> {
  const named = new Set(asker.needs.flatMap(linksOf));
  return new Set(hub.needs.flatMap(linksOf).filter((id) => named.has(id)));
}

const known = new WeakMap<Links, ReadonlyMap<LinkId, readonly Link[]>>();

function askersOf(links: Links, hub: LinkId): readonly Link[] {
  let byHub = known.get(links);
  if (!byHub) {
    const found = new Map<LinkId, Link[]>();
    for (const link of links.values()) {
      for (const id of new Set(link.needs.flatMap(linksOf))) {
        const askers = found.get(id);
        if (askers) askers.push(link);
        else found.set(id, [link]);
      }
    }
    byHub = found;
    known.set(links, byHub);
  }
  return byHub.get(hub) ?? [];
}
