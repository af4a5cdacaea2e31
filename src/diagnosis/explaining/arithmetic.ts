import type { LinkId } from '../../chain/types.ts';
import type { Belief } from '../asking/belief.ts';
import { Beliefs, type Weighed } from '../asking/beliefs.ts';
import { beliefsWithInPlace, byLink, calibratedBeliefs } from '../calibrated.ts';
import type { Grounds } from '../engine.ts';
import type { Fault } from '../hypotheses.ts';
import { InPlace } from '../in-place.ts';
import type { Posterior } from '../posterior.ts';
import { onsetsOf } from '../seen-state.ts';
import { SeriesIndex } from '../series.ts';
import { Trust } from '../trust.ts';
import { undeclaredShare } from '../undeclared.ts';
import { titleOf } from '../words.ts';
import { bitsOf, bySeries, countedOn, latestThatTell, sinceItBegan } from './counted.ts';
import type { Arithmetic } from './explanation.ts';
import { type RivalBelief, rivalOf } from './rival.ts';

/** Sets of faults that are named. */
const mostCompanies = 3;

/** A mode of a link, by its most probable variant. */
export interface RankedFault {
  readonly fault: Fault;
  readonly probability: number;
}

/** What everything is explained from, worked out once. */
export interface Basis {
  readonly grounds: Grounds;
  readonly odds: Beliefs;
  readonly weighed: Weighed;
  /** With what others have of it that no look tells apart; best first. */
  readonly shared: readonly Belief[];
  /** As far as links are to be trusted, as the verdict has them; best first. */
  readonly beliefs: readonly Belief[];
  /** Both null while all is well. */
  readonly trust: Trust | null;
  readonly inPlace: InPlace | null;
  readonly read: ReturnType<Posterior['read']>;
}

export function basisOf(grounds: Grounds): Basis {
  const odds = new Beliefs(grounds.chain, grounds.streams);
  const { chain, posterior, streams } = grounds;
  const weighed = odds.weighed(grounds);
  const trust = posterior.inTrouble ? new Trust(chain, streams) : null;
  const inPlace = posterior.inTrouble ? inPlaceIn(grounds, byLink(weighed.beliefs)) : null;
  const shared = inPlace ? beliefsWithInPlace(weighed.beliefs, inPlace) : weighed.beliefs;
  const beliefs = trust ? calibratedBeliefs(shared, trust) : shared;
  return { grounds, odds, weighed, shared, beliefs, trust, inPlace, read: posterior.read() };
}

function inPlaceIn(
  { chain, posterior, streams, hearsay, nowMs }: Grounds,
  held: ReadonlyMap<LinkId, number>,
): InPlace {
  const series = new SeriesIndex();
  for (const stream of streams) series.add(stream);
  const faultsAt = (link: LinkId) => posterior.faultsAt(link);
  const said = hearsay.weighs(onsetsOf(streams, nowMs), nowMs);
  return new InPlace({
    held: { get: (link) => held.get(link) ?? 0 },
    chain,
    series,
    faultsAt,
    said,
  });
}

/** How the probability of a mode of a link came about; null where no look can meet it. */
export function arithmeticOf(
  { grounds, odds, weighed, shared, beliefs, trust, inPlace, read }: Basis,
  { fault: { link, mode }, probability }: RankedFault,
  rival: RivalBelief | null,
): Arithmetic | null {
  const { streams, hearsay, nowMs, posterior } = grounds;
  const { faults, noFault } = read;
  // No look has met it, so nothing spoke for or against it.
  const own = (one: Fault) => faults[one.index] || odds.priorOdds(one) * noFault;
  const variants = posterior.faultsAt(link).filter((one) => one.mode === mode);
  const [fault] = variants.toSorted((a, b) => own(b) - own(a));
  if (!fault || !faults[fault.index]) return null;
  const weight = hearsay.weigh(link, onsetsOf(streams, nowMs), nowMs)(mode.id);
  const beforeLooks = Math.log2(odds.priorOdds(fault) * weight);
  const totalBits = Math.log2((own(fault) * weight) / noFault);
  const since = sinceItBegan(streams.flatMap((stream) => countedOn(stream, fault)));
  const counted = latestThatTell(since, totalBits - beforeLooks);
  const looksBits = bitsOf(counted);
  const companies = companiesWith(fault, beliefs);
  const trusted = trust?.of(link, [fault], byLink(shared).get(link) ?? 0) ?? 1;
  const brought = inPlace?.of(fault).reduce((sum, { part }) => sum + part, 0) ?? 0;
  const byTables = (1 - brought) * onlyIn(weighed.beliefs, fault);
  const seenAlone = onlyIn(shared, fault);
  return {
    mode: mode.id,
    title: titleOf(fault),
    priorBits: Math.log2(odds.priorOdds(fault)),
    hearsayBits: Math.log2(weight),
    since: since[0] ? new Date(since[0].look.startedMs).toISOString() : null,
    leftOut: since.length - counted.length,
    series: bySeries(counted),
    rememberingBits: totalBits - beforeLooks - looksBits,
    totalBits,
    variantsBits: Math.log2(variants.reduce((sum, one) => sum + own(one), 0) / own(fault)),
    declaredBits: Math.log2(1 - undeclaredShare(mode)),
    allBits: Math.log2(weighed.allOdds),
    aloneShare: weighed.aloneShare,
    unseenBits: Math.log2(1 - brought),
    trustBits: Math.log2(trusted),
    broughtShare: Math.max(0, trusted * (seenAlone - byTables)),
    apartShare: Math.max(0, onlyIn(beliefs, fault) - trusted * seenAlone),
    companyShare: companies.reduce((sum, company) => sum + company.probability, 0),
    companies: companies.slice(0, mostCompanies),
    probability,
    rival: rival && rivalOf(fault, rival, showsAlike(fault, rival, inPlace) ? [] : since),
  };
}

/** Whether one shows as the other does, since nobody looks at the one, or at the one without the other. */
function showsAlike(
  fault: Fault,
  { faults: [rival, another] }: RivalBelief,
  inPlace: InPlace | null,
): boolean {
  if (!inPlace || !rival || another) return false;
  const brings = (one: Fault, other: Fault) =>
    inPlace.of(other).some((shown) => shown.fault === one);
  return brings(rival, fault) || brings(fault, rival);
}

/** That this mode of this link is all that is broken. */
function onlyIn(beliefs: readonly Belief[], { link, mode }: Fault): number {
  return beliefs.reduce((sum, { faults, probability }) => {
    const [one, other] = faults === 'outside' ? [] : faults;
    return one?.link === link && one.mode === mode && !other ? sum + probability : sum;
  }, 0);
}

/** The sets of faults that hold this mode of this link, with what else is broken then. */
function companiesWith({ link, mode }: Fault, beliefs: readonly Belief[]): Arithmetic['companies'] {
  return beliefs.flatMap(({ faults, probability }) => {
    if (faults === 'outside' || faults.length < 2) return [];
    const others = faults.filter((one) => one.link !== link || one.mode !== mode);
    if (others.length === faults.length) return [];
    return [{ faults: others.map((one) => ({ link: one.link, mode: one.mode.id })), probability }];
  });
}
