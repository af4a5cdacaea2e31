import { linksOf } from '../chain/path.ts';
import type { Chain } from '../chain/types.ts';
import type { Culprit } from '../events/verdict.ts';

/** Seconds, of a chain that looks once a second, within which two beginnings are one moment. */
const oneMomentSeconds = 5;

/** So many links that fall ill alike at one moment share something, whatever they are to each other. */
const manyAlike = 3;

/**
 * True for links that fall ill in the same way at the same moment: replicas of each other, or many.
 * Nothing declared explains them together, or it would be blamed alone; that they break together by
 * chance is far less likely than that they share something which the chain file does not name.
 */
export function areTwins(chain: Chain, culprits: readonly Culprit[], pace: number): boolean {
  const [one] = culprits;
  const links = new Set(culprits.map(({ link }) => link));
  if (!one || links.size < 2 || culprits.some(({ mode }) => mode !== one.mode)) return false;
  const begins = culprits.map(({ since }) => Date.parse(since));
  if (Math.max(...begins) - Math.min(...begins) > oneMomentSeconds * 1_000 * pace) return false;
  return links.size >= manyAlike || areReplicas(chain, links);
}

function areReplicas(chain: Chain, links: ReadonlySet<string>): boolean {
  return chain.links.some(({ needs }) =>
    needs.some((need) => {
      const replicas = 'anyOf' in need ? linksOf(need) : [];
      return [...links].every((link) => replicas.includes(link));
    }),
  );
}
