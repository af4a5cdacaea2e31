import { linksOf } from '../chain/path.ts';
import { type Chain, type LinkId, linkKinds } from '../chain/types.ts';
import type { Culprit } from '../events/verdict.ts';
import type { SeriesIndex } from './series.ts';

/** Seconds, of a chain that looks once a second, within which two beginnings are one moment. */
const oneMomentSeconds = 5;

/** So many links that fall ill alike at one moment share something, whatever they are to each other. */
const manyAlike = 3;

/**
 * True for links that fall ill in the same way at the same moment: replicas of each other, or many.
 * Nothing declared explains them together, or it would be blamed alone; that they break together by
 * chance is far less likely than that they share something which the chain file does not name.
 */
export function areTwins(
  chain: Chain,
  culprits: readonly Culprit[],
  series: SeriesIndex,
  pace: number,
): boolean {
  const links = [...new Set(culprits.map(({ link }) => link))];
  if (links.length < 2) return false;
  const begins = culprits.map(({ since }) => Date.parse(since));
  if (Math.max(...begins) - Math.min(...begins) > oneMomentSeconds * 1_000 * pace) return false;
  const sameMode = new Set(culprits.map(({ mode }) => mode)).size === 1;
  if (sameMode && links.length >= manyAlike) return true;
  const replicas = replicasOf(chain, links);
  return replicas !== null && (sameMode || failAlike(links, replicas, series));
}

/** The replicas of one group that these links are, or that stand on them; null where they are not. */
function replicasOf(chain: Chain, links: readonly LinkId[]): readonly LinkId[] | null {
  const byId = new Map(chain.links.map((link) => [link.id, link]));
  /** The link itself, or what it runs on, however deep. */
  const standsOn = (replica: LinkId, link: LinkId): boolean =>
    replica === link ||
    (byId.get(replica)?.needs ?? []).flatMap(linksOf).some((id) => {
      const kind = byId.get(id)?.kind;
      return kind && linkKinds[kind].role === 'foundation' && standsOn(id, link);
    });
  for (const { needs } of chain.links) {
    for (const need of needs) {
      if (!('anyOf' in need)) continue;
      const found = links.map((link) => need.anyOf.filter((one) => standsOn(one, link)));
      const each = found.flatMap((ones) => (ones.length === 1 ? ones : []));
      if (new Set(each).size === links.length) return each;
    }
  }
  return null;
}

/** Who asks the replicas meets the same, and no look from beside tells what ails each. */
function failAlike(
  links: readonly LinkId[],
  replicas: readonly LinkId[],
  series: SeriesIndex,
): boolean {
  const shown = (link: LinkId, beside: boolean) =>
    series
      .touching(link)
      .filter((stream) => stream.link === link && (stream.layer === null) === beside)
      .filter(({ badSinceMs }) => badSinceMs !== null)
      .flatMap(({ probe, looks }) => {
        const bad = looks.findLast(({ symptom }) => symptom !== 'ok');
        return bad ? [`${probe} ${bad.symptom}`] : [];
      });
  if (links.some((link) => shown(link, true).length > 0)) return false;
  const [first, ...others] = replicas.map((replica) => new Set(shown(replica, false)));
  return [...(first ?? [])].some((symptom) => others.every((other) => other.has(symptom)));
}
