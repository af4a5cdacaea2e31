import type { Belief } from '../asking/belief.ts';
import { Beliefs, type Weighed } from '../asking/beliefs.ts';
import type { Grounds } from '../engine.ts';
import type { Fault } from '../hypotheses.ts';
import { probabilityAfter } from '../likelihood.ts';
import { type Meeting, meetingOf } from '../meeting.ts';
import type { Posterior } from '../posterior.ts';
import { onsetsOf } from '../seen-state.ts';
import type { Look, Stream } from '../stream.ts';
import { ratioOf } from '../testimony.ts';
import { titleOf } from '../words.ts';
import type { Arithmetic, SeriesArithmetic, SymptomArithmetic } from './explanation.ts';

/** Series that are named where two explanations are held against each other. */
const mostApart = 5;
/** Bits that are not worth a line. */
const leastBitsApart = 0.1;
/** Sets of faults that are named. */
const mostCompanies = 3;

/** One look, and what it did to the odds of the fault. */
interface Counted {
  readonly stream: Stream;
  readonly look: Look;
  readonly bits: number;
}

/** A mode of a link, by its most probable variant. */
export interface RankedFault {
  readonly fault: Fault;
  readonly probability: number;
}

/** An explanation that blames other links. */
export interface RivalBelief {
  readonly faults: readonly Fault[];
  readonly probability: number;
}

/** What everything is explained from, worked out once. */
export interface Basis {
  readonly grounds: Grounds;
  readonly odds: Beliefs;
  readonly weighed: Weighed;
  readonly read: ReturnType<Posterior['read']>;
}

export function basisOf(grounds: Grounds): Basis {
  const odds = new Beliefs(grounds.chain, grounds.streams);
  return { grounds, odds, weighed: odds.weighed(grounds), read: grounds.posterior.read() };
}

/** How the probability of a mode of a link came about; null where no look can meet it. */
export function arithmeticOf(
  { grounds, odds, weighed, read }: Basis,
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
  const companies = companiesWith(fault, weighed.beliefs);
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
    allBits: Math.log2(weighed.allOdds),
    aloneShare: weighed.aloneShare,
    companyShare: companies.reduce((sum, company) => sum + company.probability, 0),
    companies: companies.slice(0, mostCompanies),
    probability,
    rival: rival && rivalOf(fault, rival, since),
  };
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

function countedOn(stream: Stream, fault: Fault): readonly Counted[] {
  const meeting = meetingOf(stream, fault);
  if (!meeting) return [];
  return stream.looks.map((look) => ({
    stream,
    look,
    bits: Math.log2(ratioOf(meeting, look.symptom, look.before)),
  }));
}

/** The looks from that moment on from which they speak most for the fault: it began about then. */
function sinceItBegan(all: readonly Counted[]): readonly Counted[] {
  const inOrder = all.toSorted((a, b) => a.look.endedMs - b.look.endedMs);
  let sum = 0;
  let most = Number.NEGATIVE_INFINITY;
  let begin = 0;
  for (let place = inOrder.length - 1; place >= 0; place -= 1) {
    sum += inOrder[place]?.bits ?? 0;
    // Where earlier looks neither help nor hurt, it may as well have been there all along.
    if (sum >= most) {
      most = sum;
      begin = place;
    }
  }
  return inOrder.slice(begin);
}

/**
 * The latest of these looks that make the fault as certain as it is now; all of them where they do not. What
 * looks say beyond that is forgotten: a fault may have ended at any moment since.
 */
function latestThatTell(inOrder: readonly Counted[], neededBits: number): readonly Counted[] {
  let sum = 0;
  for (let place = inOrder.length - 1; place > 0 && neededBits > 0; place -= 1) {
    sum += inOrder[place]?.bits ?? 0;
    if (sum >= neededBits) return inOrder.slice(place);
  }
  return inOrder;
}

function bitsOf(counted: readonly Counted[]): number {
  return counted.reduce((sum, { bits }) => sum + bits, 0);
}

function bySeries(counted: readonly Counted[]): readonly SeriesArithmetic[] {
  return [...Map.groupBy(counted, ({ stream }) => stream.key)]
    .map(([series, looks]) => ({
      series,
      rows: rowsOf(looks),
      bits: bitsOf(looks),
    }))
    .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
}

function rowsOf(looks: readonly Counted[]): readonly SymptomArithmetic[] {
  const isAgain = ({ symptom, before }: Look) => symptom === before;
  // Two looks of one symptom may weigh differently where the one before failed otherwise.
  const alike = Map.groupBy(looks, ({ look, bits }) => `${look.symptom} ${bits.toFixed(1)}`);
  return [...alike.values()].flatMap((same) => {
    const [one] = same;
    if (!one) return [];
    const { symptom } = one.look;
    const again = same.every(({ look }) => isAgain(look));
    const bitsEach = same.reduce((sum, { bits }) => sum + bits, 0) / same.length;
    return [{ symptom, again, count: same.length, bitsEach }];
  });
}

/** What the same looks say of the rival. */
function rivalOf(fault: Fault, { faults, probability }: RivalBelief, counted: readonly Counted[]) {
  const streams = new Set(counted.map(({ stream }) => stream));
  const begin = counted[0]?.look.endedMs ?? 0;
  const apart = [...streams].map((stream) => {
    const own = meetingsOf(stream, [fault]);
    const other = meetingsOf(stream, faults);
    const bits = stream.looks
      .filter(({ endedMs }) => endedMs >= begin)
      .reduce((sum, { symptom, before }) => {
        const under = (meetings: readonly Meeting[]) => probabilityAfter(meetings, before, symptom);
        return sum + Math.log2(under(own) / under(other));
      }, 0);
    return { series: stream.key, bits };
  });
  return {
    faults: faults.map(({ link, mode }) => ({ link, mode: mode.id })),
    probability,
    apart: apart
      .filter(({ bits }) => Math.abs(bits) >= leastBitsApart)
      .sort((a, b) => b.bits - a.bits)
      .slice(0, mostApart),
  };
}

/** What a look of the series meets of these faults, in the order of its path. */
function meetingsOf(stream: Stream, faults: readonly Fault[]): readonly Meeting[] {
  return faults
    .flatMap((fault) => meetingOf(stream, fault) ?? [])
    .toSorted((a, b) => a.order - b.order);
}
