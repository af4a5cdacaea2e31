import type { LinkId } from '../chain/types.ts';
import { type Belief, keyOf } from './asking/belief.ts';
import { beliefsIn } from './asking/beliefs.ts';
import type { Blame } from './culprit.ts';
import type { Fault } from './hypotheses.ts';
import type { InPlace } from './in-place.ts';
import type { Ranked } from './singles.ts';
import type { Company, Standing } from './standing.ts';
import type { Trust } from './trust.ts';

/** What may be there in place of the faults of one link, with the part of their probability. The parts sum to 1. */
type Parts = readonly (readonly [readonly Fault[], number])[];

/**
 * Says of the faults of one link in a set what may be there in their place.
 *
 * @param own of the link
 * @param faults the whole set
 * @param held what is believed of the link in all, 0…1
 */
type Doubt = (own: readonly Fault[], faults: readonly Fault[], held: number) => Parts;

/**
 * What is believed, each link as far as it is to be trusted. A set of faults of which one is not to be trusted
 * leaves the others; what nobody is left of belongs to a cause outside of all that the tables know. The sum
 * stays the same, and so do the shares of the modes of one link.
 *
 * @returns best first
 */
export function calibratedBeliefs(all: readonly Belief[], trust: Trust): readonly Belief[] {
  return doubted(all, doubtOf(trust));
}

function doubtOf(trust: Trust): Doubt {
  return (own, faults, held) => {
    const part = trust.of((own[0] as Fault).link, faults, held);
    return [
      [own, part],
      [[], 1 - part],
    ];
  };
}

function doubted(all: readonly Belief[], doubt: Doubt): readonly Belief[] {
  const sums = new Map<string, Belief>();
  const add = (faults: Belief['faults'], probability: number) => {
    const belief = { faults, probability } as Belief;
    const key = keyOf(belief);
    const known = sums.get(key);
    // The variant of the likelier one speaks for the mode.
    const faultsShown = known && known.probability > probability ? known.faults : faults;
    const sum = probability + (known?.probability ?? 0);
    sums.set(key, { faults: faultsShown, probability: sum } as Belief);
  };
  const held = byLink(all);
  for (const { faults, probability } of all) {
    if (faults === 'outside' || faults.length === 0) add(faults, probability);
    else for (const [left, part] of partsOf(faults, held, doubt)) add(left, probability * part);
  }
  return [...sums.values()].sort((a, b) => b.probability - a.probability);
}

/** What is left of a set, with the part of its probability; the parts sum to 1. */
function partsOf(
  faults: readonly Fault[],
  held: ReadonlyMap<LinkId, number>,
  doubt: Doubt,
): readonly (readonly [Belief['faults'], number])[] {
  let sets: Parts = [[[], 1]];
  for (const [link, own] of Map.groupBy(faults, (one) => one.link)) {
    const parts = doubt(own, faults, held.get(link) ?? 0);
    sets = sets.flatMap(([left, part]) =>
      parts.map(([more, of]) => [[...left, ...more], part * of] as const),
    );
  }
  return sets.map(([left, part]) => [left.length > 0 ? left : 'outside', part] as const);
}

/** Who is blamed by the tables stays named while it is more likely than not, given that something is wrong. */
const namedFrom = 0.5;

/** The same where all is probably over: whom nobody has named until then is no news. */
const namedAfterFrom = 0.8;
/** So much of all for what nobody suffers from: one more look costs little then. */
const namedUnfeltFrom = 0.7;

/** Whether enough is left of the probability of one who is blamed. */
export function isNamedIn({
  noFault,
}: Standing): (blame: Pick<Blame, 'linkProbability' | 'fault'>) => boolean {
  const isOver = noFault > 0.5;
  const from = (isOver ? namedAfterFrom : namedFrom) * (1 - noFault);
  return ({ linkProbability, fault }) =>
    linkProbability >= (fault.harms ? from : Math.max(from, namedUnfeltFrom));
}

/** Those whom the tables blame, with what is left of their probability; those that are trusted most come first. */
export function calibratedBlames(
  blames: readonly Blame[],
  { modes, links }: Standing,
): readonly Blame[] {
  return blames
    .map((blame) => {
      const { link, mode } = blame.fault;
      const own = modes.find(({ fault }) => fault.link === link && fault.mode === mode);
      const linkProbability = links.get(link);
      // In steps, so that who comes first does not change with every look.
      const trusted = Math.round((linkProbability / blame.linkProbability) * 20);
      const sure = Math.round(linkProbability * 20);
      const fault = blame.fault;
      return { fault, probability: own?.probability ?? 0, linkProbability, trusted, sure };
    })
    .toSorted((a, b) => b.trusted - a.trusted || b.sure - a.sure || a.fault.index - b.fault.index)
    .map(({ trusted: _, sure: __, ...blame }) => blame);
}

/** The same of all that a verdict is drawn from. */
export function calibrated(standing: Standing, trust: Trust): Standing {
  return inDoubt(standing, doubtOf(trust));
}

/** What is believed, where others that no look tells from a fault share what is believed of it. */
export function withInPlace(standing: Standing, inPlace: InPlace): Standing {
  const isShared =
    standing.modes.some(({ fault }) => inPlace.of(fault).length > 0) ||
    standing.companies.some(({ faults }) =>
      faults.some((fault) => inPlace.byOthers(fault, faults) > 0),
    );
  return isShared ? inDoubt(standing, sharedBy(inPlace)) : standing;
}

/** The same of beliefs alone. */
export function beliefsWithInPlace(all: readonly Belief[], inPlace: InPlace): readonly Belief[] {
  return doubted(all, sharedBy(inPlace));
}

function sharedBy(inPlace: InPlace): Doubt {
  return (own, faults) => {
    // Two stages of one illness are told by the link itself.
    const [only, another] = own;
    if (!only || another) return [[own, 1]];
    const none = inPlace.byOthers(
      only,
      faults.filter((one) => one !== only),
    );
    if (none > 0) {
      return [
        [own, 1 - none],
        [[], none],
      ];
    }
    const others = inPlace.of(only);
    const left = others.reduce((sum, { part }) => sum - part, 1);
    return [[own, left], ...others.map(({ fault, part }) => [[fault], part] as const)];
  };
}

function inDoubt(standing: Standing, doubt: Doubt): Standing {
  const before = beliefsIn(standing);
  const after = doubted(before, doubt);
  const alone: Ranked[] = [];
  const companies: Company[] = [];
  let { outside } = standing;
  for (const { faults, probability } of after) {
    const [fault] = faults === 'outside' ? [] : faults;
    if (faults === 'outside') outside = probability;
    else if (fault && faults.length === 1) alone.push({ fault, probability });
    else if (fault) companies.push({ faults, probability });
  }
  const known = byLink(before);
  const links = standing.links.plus(
    [...byLink(after)].map(([link, probability]) => {
      // A link may hold more than what is listed of it, and never less.
      const listed = Math.min(known.get(link) ?? 0, standing.links.get(link));
      return [link, probability - listed] as const;
    }),
  );
  return { ...standing, modes: modesOf(after), alone, companies, links, outside };
}

/** What is believed of each link, whatever ails it and whatever else is broken. */
export function byLink(beliefs: readonly Belief[]): ReadonlyMap<LinkId, number> {
  const sums = new Map<LinkId, number>();
  for (const { faults, probability } of beliefs) {
    if (faults === 'outside') continue;
    for (const link of new Set(faults.map((fault) => fault.link))) {
      sums.set(link, (sums.get(link) ?? 0) + probability);
    }
  }
  return sums;
}

/** Each mode of a link as present alone or in company, best first. */
function modesOf(beliefs: readonly Belief[]): readonly Ranked[] {
  const modes = new Map<string, Ranked>();
  for (const { faults, probability } of beliefs) {
    if (faults === 'outside') continue;
    for (const fault of faults) {
      const key = `${fault.link} ${fault.mode.id}`;
      const known = modes.get(key);
      // Beliefs come best first: the variant of the likeliest speaks for the mode.
      const sum = (known?.probability ?? 0) + probability;
      modes.set(key, { fault: known?.fault ?? fault, probability: sum });
    }
  }
  return [...modes.values()].sort((a, b) => b.probability - a.probability);
}
