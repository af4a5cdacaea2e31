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
  /** By network path that leads out: to which of the links behind. */
  readonly to: ReadonlyMap<LinkId, readonly LinkId[]>;
  /** Those of them that may as well lead to the link itself: no address tells. */
  readonly unsure: ReadonlySet<LinkId>;
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
  const to = new Map<LinkId, readonly LinkId[]>();
  const unsure = new Set<LinkId>();
  if (access.length === 0) return { in: access, out: [], to, unsure };
  const hostOf = (id: LinkId) => endpointIn(links.get(id)?.address)?.host ?? null;
  const own = endpointIn(address)?.host ?? null;
  const behind = needs
    .filter((need) => roleOf(links, need) === 'behind')
    .flatMap(linksOf)
    .filter((id) => hostOf(id) !== null && hostOf(id) !== own);
  const hosts = new Set(behind.map(hostOf));
  const leadsOut = (id: LinkId): boolean => {
    const host = hostOf(id);
    if (hosts.has(host)) return true;
    if (links.get(id)?.kind !== 'network') return false;
    if (host === null || own === null || host === own) return false;
    const toOwn = nearness(host, own);
    const nearer = behind.filter((other) => nearness(host, hostOf(other) as string) > toOwn);
    to.set(id, nearer.length > 0 ? nearer : behind);
    if (nearer.length === 0) unsure.add(id);
    return behind.length > 0;
  };
  const out = access.filter((need) => linksOf(need).every(leadsOut));
  return { in: access.filter((need) => !out.includes(need)), out, to, unsure };
}

/** How much of two hosts is the same: bits of addresses from the left, labels of names from the right. */
function nearness(one: string, other: string): number {
  if (isIP(one) === 4 && isIP(other) === 4) return sameFromLeft(bitsOf(one), bitsOf(other));
  if (isIP(one) || isIP(other)) return 0;
  return sameFromLeft(one.split('.').reverse(), other.split('.').reverse());
}

function sameFromLeft(one: ArrayLike<string>, other: ArrayLike<string>): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
}

function bitsOf(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
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
      const { to, unsure } = waysOf(links, link);
      for (const [way, ends] of to) {
        for (const end of ends.flatMap((id) => [id, ...presentedBy(links, id)])) add(end, way);
      }
      for (const way of unsure) add(link.id, way);
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
