import type { Chain, LinkId } from '../../chain/types.ts';
import { imagined, type SeriesSketch } from '../asking/candidates.ts';
import { spaceOf } from '../asking/symptom-space.ts';
import { faultsOf } from '../hypotheses.ts';
import type { Stream } from '../stream.ts';
import { type Group, groupsByLink, groupsOf, toldOf } from './alike.ts';
import type { AlikeFaults, Coverage, LinkCoverage } from './coverage.ts';
import { mendsOf } from './mends.ts';
import { type CoveredFault, coveredFault } from './signature.ts';

/** Names listed of one thing; the numbers beside them count all. */
const mostListed = 20;

/**
 * Which faults of a chain its looks could show and tell apart, before anything has happened.
 *
 * @param planned every series of looks that the chain plans
 */
export function coverageOf(chain: Chain, planned: readonly SeriesSketch[]): Coverage {
  const streams = planned.map((sketch) => imagined(chain, sketch));
  const passing = streamsByLink(streams);
  const variants = Map.groupBy(
    faultsOf(chain).all,
    ({ link, mode }) => `${link} ${mode.id}`,
  ).values();
  const all = [...variants].flatMap(
    (ofMode) => coveredFault(ofMode, passing.get(ofMode[0]?.link ?? '') ?? []) ?? [],
  );
  const calm = new Map(streams.map((stream) => [stream.key, spaceOf(stream).calm]));
  const seen = all.filter(({ best }) => best !== null);
  const groups = groupsOf(seen, calm);
  const told = groups.map((group) => ({ group, ...toldOf(group) }));
  return {
    links: linksCovered(chain, all, groups),
    looks: planned.length,
    seen: sum(seen.map(({ share }) => share)),
    linkTold: sum(told.map(({ link }) => link)),
    modeTold: sum(told.map(({ mode }) => mode)),
    alike: alikeIn(groups),
    mends: mendsOf(
      chain,
      streams,
      all.filter(({ best }) => best === null),
      groups,
    ),
  };
}

/** The series whose looks can meet each link, from beside or on their way. */
function streamsByLink(streams: readonly Stream[]): ReadonlyMap<LinkId, readonly Stream[]> {
  const passing = new Map<LinkId, Stream[]>();
  for (const stream of streams) {
    for (const link of new Set([...stream.stepOf.keys(), ...stream.knockedOnBy])) {
      const known = passing.get(link);
      if (known) known.push(stream);
      else passing.set(link, [stream]);
    }
  }
  return passing;
}

function linksCovered(
  { links }: Chain,
  all: readonly CoveredFault[],
  groups: readonly Group[],
): readonly LinkCoverage[] {
  const faultsOf = Map.groupBy(all, ({ fault }) => fault.link);
  const groupsOfLink = groupsByLink(groups);
  return links.map(({ id }) => ofLink(id, faultsOf.get(id) ?? [], groupsOfLink.get(id) ?? []));
}

/** @param holding the groups that hold a fault of the link */
function ofLink(
  link: LinkId,
  own: readonly CoveredFault[],
  holding: readonly Group[],
): LinkCoverage {
  const total = sum(own.map(({ share }) => share));
  const part = (faults: readonly CoveredFault[]) =>
    total === 0 ? 0 : sum(faults.map(({ share }) => share)) / total;
  const pinned = holding.filter((group) => pinnedOn(group) === link);
  const alikeTo = holding.flatMap((group) => group.map(({ fault }) => fault.link));
  return {
    link,
    seen: part(own.filter(({ best }) => best !== null)),
    linkTold: part(pinned.flatMap((group) => group.filter(({ fault }) => fault.link === link))),
    modeTold: part(holding.map(([first]) => first).filter(({ fault }) => fault.link === link)),
    blind: own
      .filter(({ best }) => best === null)
      .sort((a, b) => b.share - a.share)
      .map(({ fault }) => fault.mode.id),
    alikeTo: [...new Set(alikeTo)].filter((other) => other !== link).slice(0, mostListed),
  };
}

/** The link that has most of the group. */
function pinnedOn(group: Group): LinkId {
  const byLink = Map.groupBy(group, ({ fault }) => fault.link);
  const [best] = [...byLink].sort(
    ([, a], [, b]) => sum(b.map(({ share }) => share)) - sum(a.map(({ share }) => share)),
  );
  return best?.[0] ?? group[0].fault.link;
}

function alikeIn(groups: readonly Group[]): readonly AlikeFaults[] {
  return groups
    .filter((group) => group.length > 1)
    .map((group) => ({
      share: sum(group.map(({ share }) => share)),
      faults: group.map(({ fault }) => ({ link: fault.link, mode: fault.mode.id })),
    }))
    .sort((a, b) => b.share - a.share);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
