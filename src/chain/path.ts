import { type Chain, type Link, type LinkId, linkKinds, type Need, type Reach } from './types.ts';

/** One link on the way of a look, in the order in which the look passes it. */
export interface Step {
  readonly link: LinkId;
  /** The part of looks that pass it: 1, or 1/n behind n replicas. */
  readonly share: number;
  /** Hops that forward a request (gateways, routers …) between the looker and this link. */
  readonly hops: number;
}

/**
 * The ordered path that a look at `target` really exercises: what is on the way to it, the link
 * itself, what it runs on, then (for `through`) everything behind it, depth first. A link that two
 * branches share counts once, with the larger share.
 *
 * @param model the model a `through` look asks: its own needs are walked too
 */
export function pathOf(
  chain: Chain,
  target: LinkId,
  reach: Reach,
  model?: string,
): readonly Step[] {
  const links = new Map(chain.links.map((link) => [link.id, link]));
  const steps = new Map<LinkId, Step>();
  const asked = chain.models.find(({ id }) => id === model);
  const extra = asked && reachable(links, [{ link: asked.at }]).has(target) ? asked.needs : [];

  const visit = (id: LinkId, share: number, hops: number, depth: Reach): void => {
    const link = links.get(id);
    if (!link) return;
    const before = steps.get(id);
    if (before && before.share >= share) return;
    const own = (role: string) => link.needs.filter((need) => roleOf(links, need) === role);
    if (depth !== 'self') walk(own('access'), share, hops, depth);
    steps.delete(id);
    steps.set(id, { link: id, share, hops });
    if (depth !== 'self') walk(own('foundation'), share, hops, depth);
    if (depth !== 'through') return;
    walk(own('behind'), share, hops + 1, 'through');
    if (id === target) walk(extra, share, hops + 1, 'through');
  };
  const walk = (needs: readonly Need[], share: number, hops: number, depth: Reach): void => {
    for (const need of needs) {
      const ids = linksOf(need);
      for (const id of ids) visit(id, share / ids.length, hops, depth);
    }
  };

  visit(target, 1, 0, reach);
  return [...steps.values()];
}

export function linksOf(need: Need): readonly LinkId[] {
  return 'link' in need ? [need.link] : need.anyOf;
}

/** Everything that can be reached from `needs`, the needs themselves included. */
export function reachable(
  links: ReadonlyMap<LinkId, Link>,
  needs: readonly Need[],
): ReadonlySet<LinkId> {
  const seen = new Set<LinkId>();
  const queue = needs.flatMap(linksOf);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const need of links.get(id)?.needs ?? []) queue.push(...linksOf(need));
  }
  return seen;
}

function roleOf(links: ReadonlyMap<LinkId, Link>, need: Need): string {
  const first = links.get(linksOf(need)[0] ?? '');
  return first ? linkKinds[first.kind].role : 'behind';
}
