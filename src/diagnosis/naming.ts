import type { Chain, LinkId } from '../chain/types.ts';
import { blamesOf } from './blames.ts';
import { calibrated, calibratedBlames, isNamedIn, withInPlace } from './calibrated.ts';
import type { Blame } from './culprit.ts';
import { evenRivalOf } from './even-rivals.ts';
import type { Hearsay } from './hearsay.ts';
import type { FaultsAt } from './hypotheses.ts';
import { InPlace } from './in-place.ts';
import { isFarAhead } from './link-shares.ts';
import { onsetsOf } from './seen-state.ts';
import type { SeriesIndex } from './series.ts';
import { blamedInside, sharedCauseOf } from './shared-cause.ts';
import type { Standing } from './standing.ts';
import { Trust } from './trust.ts';
import { linksAlike } from './twins.ts';

/** Whom a verdict names, and what it then believes. */
export interface Naming {
  readonly blames: readonly Blame[];
  readonly standing: Standing;
  /** What another look could change: a matter of the tables, unless something undeclared is believed in. */
  readonly open: Standing;
  /** Links that fail alike, so that none of them is blamed. */
  readonly alike: readonly LinkId[];
  /** Whether no look tells the likeliest link from another. */
  readonly even: boolean;
}

/** What names are drawn from. */
interface Ground {
  readonly chain: Chain;
  readonly series: SeriesIndex;
  readonly hearsay: Hearsay;
  readonly faultsAt: FaultsAt;
  readonly nowMs: number;
}

export function nobodyIn(believed: Standing): Naming {
  return { blames: [], standing: believed, open: believed, alike: [], even: false };
}

/** @param byTables what is believed by the tables, while something is wrong */
export function nameIn(byTables: Standing, ground: Ground): Naming {
  const { chain, series, hearsay, faultsAt, nowMs } = ground;
  const said = hearsay.weighs(onsetsOf(series.troubled, nowMs), nowMs);
  const inPlace = new InPlace({ held: byTables.links, chain, series, faultsAt, said });
  const believed = withInPlace(byTables, inPlace);
  const found = calibrated(believed, new Trust(chain, series.troubled));
  const held = blamesOf(believed, series, faultsAt);
  const suspected = calibratedBlames(held, found);
  const alike = linksAlike(chain, suspected, series, faultsAt);
  const hidden = alike.length > 0 ? withHiddenCause(found, held) : found;
  const together = alike.length > 0 ? alike : (found.struckTogether ?? []);
  if (together.length > 0) {
    const shared = sharedCauseOf(chain, together, said, faultsAt, series);
    if (shared) {
      const { fault } = shared;
      const standing = blamedInside(hidden, shared);
      const own = standing.modes.find((one) => one.fault === fault)?.probability ?? 0;
      const blame = { fault, probability: own, linkProbability: standing.links.get(fault.link) };
      const blames = [blame].filter(isNamedIn(standing));
      return { blames, standing, open: standing, alike: [], even: false };
    }
  }
  if (alike.length > 0) return { blames: [], standing: hidden, open: hidden, alike, even: false };
  const named = suspected.filter(isNamedIn(found));
  const [only, another] = named;
  const isOpen = (blame: Blame) =>
    evenRivalOf(blame.fault, believed, inPlace) !== null ||
    !isFarAhead(blame.fault.link, found.links);
  const even = only !== undefined && !another && isOpen(only);
  return { blames: even ? [] : named, standing: found, open: believed, alike, even };
}

/** What the faults in company have of the probability goes to the one cause that would explain them. */
function withHiddenCause(standing: Standing, blames: readonly Blame[]): Standing {
  const hidden = blames.at(-1)?.probability ?? 0;
  const rest = (1 - hidden) / Math.max(1e-9, 1 - standing.outside);
  const less = <T extends { readonly probability: number }>(all: readonly T[]) =>
    all.map((one) => ({ ...one, probability: one.probability * rest }));
  return {
    modes: less(standing.modes),
    alone: less(standing.alone),
    companies: [],
    links: standing.links.times(rest),
    noFault: standing.noFault * rest,
    outside: hidden,
  };
}
