import { isIP } from 'node:net';
import { endpointIn } from './endpoint.ts';
import { linksOf } from './needs.ts';
import {
  type Chain,
  type Link,
  type LinkId,
  type LinkRole,
  linkKinds,
  type Need,
} from './types.ts';

/** What a link needs of names, certificates and network paths, by where each of them leads. */
export interface Ways {
  /** To the link itself. */
  readonly in: readonly Need[];
  /** From it to what is behind it. */
  readonly out: readonly Need[];
  /** The network paths among those, as far as their own address tells nothing more … */
  readonly paths: readonly Path[];
}

/** … with the links behind to which each leads, and whether it may as well lead to the link itself. */
interface Path {
  readonly way: LinkId;
  readonly ends: readonly LinkId[];
  readonly isUnsure: boolean;
}

type Links = ReadonlyMap<LinkId, Link>;

/** Paths pass the same links again and again, and an address takes its time to read. */
const known = new WeakMap<Links, Map<LinkId, Ways>>();

export function waysOf(links: Links, link: Link): Ways {
  const ofLinks = known.get(links) ?? new Map<LinkId, Ways>();
  known.set(links, ofLinks);
  let ways = ofLinks.get(link.id);
  if (!ways) {
    ways = findWays(links, link);
    ofLinks.set(link.id, ways);
  }
  return ways;
}

/**
 * A name, a certificate or a network path that has the address of something else that is needed leads there, and so
 * does a path whose address is nearer to that. One with an address of its own leads to what is behind rather than to
 * the link, as far as anything is.
 */
function findWays(links: Links, { address, needs }: Link): Ways {
  const access = needs.filter((need) => roleOf(links, need) === 'access');
  if (access.length === 0) return { in: access, out: [], paths: [] };
  const hostOf = (id: LinkId) => endpointIn(links.get(id)?.address)?.host ?? null;
  const own = endpointIn(address)?.host ?? null;
  const behind = needs
    .filter((need) => roleOf(links, need) === 'behind')
    .flatMap(linksOf)
    .flatMap((id) => {
      const host = hostOf(id);
      return host === null || host === own ? [] : [{ id, host }];
    });
  const pathBy = (id: LinkId): Path | null => {
    const host = hostOf(id);
    if (links.get(id)?.kind !== 'network' || behind.length === 0) return null;
    if (host === null || own === null || host === own) return null;
    const toOwn = nearness(host, own);
    const nearer = behind.filter((other) => nearness(host, other.host) > toOwn);
    const ends = nearer.length > 0 ? nearer : behind;
    return { way: id, ends: ends.map((end) => end.id), isUnsure: nearer.length === 0 };
  };
  const leadsThere = (id: LinkId) => behind.some(({ host }) => host === hostOf(id));
  const leadsOut = (id: LinkId) => leadsThere(id) || pathBy(id) !== null;
  const out = access.filter((need) => linksOf(need).every(leadsOut));
  const paths = out.flatMap(linksOf).flatMap((id) => (leadsThere(id) ? [] : (pathBy(id) ?? [])));
  return { in: access.filter((need) => !out.includes(need)), out, paths };
}

/** How much of two hosts is the same: parts of addresses from the left, labels of names from the right but the last. */
function nearness(one: string, other: string): number {
  if (isIP(one) !== isIP(other)) return 0;
  const partsOf = (host: string) => (isIP(host) ? host.split('.') : host.split('.').reverse());
  const parts = partsOf(one);
  const others = partsOf(other);
  let same = 0;
  while (same < parts.length && parts[same] === others[same]) same += 1;
  // All that is called `.com` is near to nothing.
  return isIP(one) ? same : Math.max(0, same - 1);
}

const knownCrossings = new WeakMap<Chain, ReadonlyMap<LinkId, readonly LinkId[]>>();

/**
 * By link: the network paths that a look at it may cross, though the link does not name them. Others need them to
 * come there; whether whoever looks stands on their side is not said.
 */
export function crossingsOf(chain: Chain, links: Links): ReadonlyMap<LinkId, readonly LinkId[]> {
  let crossings = knownCrossings.get(chain);
  if (!crossings) {
    const found = new Map<LinkId, LinkId[]>();
    const add = (id: LinkId, way: LinkId) => {
      const ofLink = found.get(id) ?? [];
      if (!ofLink.includes(way)) found.set(id, [...ofLink, way]);
    };
    for (const link of chain.links) {
      for (const { way, ends, isUnsure } of waysOf(links, link).paths) {
        for (const end of ends.flatMap((id) => [id, ...presentedBy(links, id)])) add(end, way);
        if (isUnsure) add(link.id, way);
      }
    }
    crossings = found;
    knownCrossings.set(chain, crossings);
  }
  return crossings;
}

/** The certificates that a look at a link is shown there. */
function presentedBy(links: Links, id: LinkId): readonly LinkId[] {
  const needs = links.get(id)?.needs.flatMap(linksOf) ?? [];
  return needs.filter((need) => links.get(need)?.kind === 'certificate');
}

export function roleOf(links: Links, need: Need): LinkRole {
  const first = links.get(linksOf(need)[0] ?? '');
  return first ? linkKinds[first.kind].role : 'behind';
}
