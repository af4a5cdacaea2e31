import { linksOf } from '../chain/path.ts';
import type { Chain } from '../chain/types.ts';
import type { Culprit } from '../events/verdict.ts';

/** Seconds, of a chain that looks once a second, within which two beginnings are one moment. */
const oneMomentSeconds = 5;

/**
 * True for replicas of each other that fall ill in the same way at the same moment. Nothing declared
 * explains them both, or it would be blamed alone; that both break by chance is far less likely than
 * that they share something which the chain file does not name.
 */
export function areTwins(chain: Chain, culprits: readonly Culprit[], pace: number): boolean {
  const [one, other] = culprits;
  if (!one || !other || one.mode !== other.mode || one.link === other.link) return false;
  const apartMs = Math.abs(Date.parse(one.since) - Date.parse(other.since));
  if (apartMs > oneMomentSeconds * 1_000 * pace) return false;
  return chain.links.some(({ needs }) =>
    needs.some((need) => {
      const replicas = 'anyOf' in need ? linksOf(need) : [];
      return replicas.includes(one.link) && replicas.includes(other.link);
    }),
  );
}
