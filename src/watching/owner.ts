import { linksOf } from '../chain/needs.ts';
import { pathOf } from '../chain/path.ts';
import type { Chain, Link, LinkId } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';

/**
 * Whether an answer that comes from behind the link tells what is there: the model that a gateway hands
 * on is its server's. Where the looks know it of a link behind, that one tells of it.
 *
 * @param tellers links whose looks tell the same
 */
export function isToldBehind(
  chain: Chain,
  { link, reach, model }: Pick<Observation, 'link' | 'reach' | 'model'>,
  what: string,
  tellers: ReadonlySet<LinkId> | undefined,
): boolean {
  if (reach !== 'through' || what.startsWith('certificate.')) return false;
  const path = pathOf(chain, link, reach, model);
  return path.some((step) => step.link !== link && tellers?.has(step.link));
}

/** A certificate that a server shows belongs to the link that stands for it, where there is one. */
export function ownerOf(links: ReadonlyMap<LinkId, Link>, link: LinkId, what: string): LinkId {
  if (!what.startsWith('certificate.')) return link;
  const needs = links.get(link)?.needs.flatMap(linksOf) ?? [];
  return needs.find((id) => links.get(id)?.kind === 'certificate') ?? link;
}
