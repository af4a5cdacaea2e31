import { linksOf } from '../chain/needs.ts';
import { linksById, reachable } from '../chain/path.ts';
import type { Chain, LinkId, LinkKind } from '../chain/types.ts';
import { calibration } from './calibration.ts';
import { lastBadPast } from './explained.ts';
import type { Fault } from './hypotheses.ts';
import { symptomsOfKnockOn } from './knock-on.ts';
import { flickers } from './leak.ts';
import { meetingsAt } from './meeting.ts';
import { paceOf } from './pace.ts';
import type { Look, Stream } from './stream.ts';
import { testimonyOf } from './testimony.ts';
import { behindOf } from './via.ts';
import { countOf } from './words.ts';

/** Bad looks of a series from which it is no accident, where its symptom comes and goes with nothing broken. */
const noAccident = 2;

const even = 0.5;
/** Milliseconds, of a chain that looks once a second, by which one thing begins clearly before another. */
const clearlyMs = 10_000;

/** What runs something else. */
const holders: ReadonlySet<LinkKind> = new Set(['container', 'process']);

/** Bad looks of a series in its present trouble from which it speaks for one fault rather than another. */
const speaksFrom = 2;

/** What speaks for a link; in company, whether one series or several fail in a way that the others do not explain. */
export const groups = [
  'alone, by itself',
  'alone, by others',
  'company, by itself, one',
  'company, by itself, several',
  'company, by others, one',
  'company, by others, several',
  'company, needs another, one',
  'company, needs another, several',
] as const;
export type Group = (typeof groups)[number];

/** How far the tables are to be believed when they say that a link is broken. */
export class Trust {
  private readonly chain: Chain;
  /** Links at which looks fail. */
  private readonly failing: ReadonlySet<LinkId>;
  /** Links seen from beside that show what no fault of another makes them show: a limit that is reached. */
  private readonly tellsOfItself: ReadonlySet<LinkId>;
  /** Series that fail again and again, with their last bad looks. */
  private readonly witnesses: readonly { readonly stream: Stream; readonly last: Look }[];
  private readonly explained = new Map<Fault, ReadonlySet<number>>();

  /** @param streams those in a run of bad looks count, whatever others are among them */
  constructor(chain: Chain, streams: readonly Stream[]) {
    this.chain = chain;
    this.failing = new Set(streams.filter(isNoAccident).map(({ link }) => link));
    this.tellsOfItself = new Set(streams.filter(isOfItsOwn).map(({ link }) => link));
    this.witnesses = streams.flatMap((stream) => {
      const last = stream.lastBadLook;
      const speaks = stream.badSinceMs !== null && countOf(stream).bad >= speaksFrom;
      return speaks && last ? [{ stream, last }] : [];
    });
  }

  /**
   * P(the link is broken | the tables say that just these faults are there), 0…1.
   *
   * @param faults one of the link among them
   * @param held what the tables give to the link in all, 0…1
   */
  of(link: LinkId, faults: readonly Fault[], held: number): number {
    const { alone, inCompany } = calibration;
    switch (this.groupOf(link, faults)) {
      case 'alone, by itself':
        return alone.byItself;
      case 'alone, by others':
        return held <= even ? 1 : (even + (held - even) * alone.byOthers) / held;
      case 'company, by itself, one':
        return inCompany.byItself.one;
      case 'company, by itself, several':
        return inCompany.byItself.several;
      case 'company, by others, one':
        return inCompany.byOthers.one;
      case 'company, by others, several':
        return inCompany.byOthers.several;
      case 'company, needs another, one':
        return inCompany.needsAnother.one;
      case 'company, needs another, several':
        return inCompany.needsAnother.several;
    }
  }

  /** What speaks for a link where just these faults are there, one of the link among them. */
  groupOf(link: LinkId, faults: readonly Fault[]): Group {
    const by = this.isSeen(link) ? 'by itself' : 'by others';
    if (faults.every((fault) => fault.link === link)) return `alone, ${by}`;
    const speaks = this.needsAnother(link, faults) ? 'needs another' : by;
    return `company, ${speaks}, ${this.explainedOnlyBy(link, faults).length > 1 ? 'several' : 'one'}`;
  }

  /** Numbers of the series that fail in a way that the link explains and the others do not. */
  private explainedOnlyBy(link: LinkId, faults: readonly Fault[]): readonly number[] {
    const others = faults.filter((fault) => fault.link !== link);
    const own = new Set(
      faults.flatMap((fault) => (fault.link === link ? [...this.explainedBy(fault)] : [])),
    );
    return [...own].filter((at) => !others.some((other) => this.explainedBy(other).has(at)));
  }

  /** Numbers of the series whose last failure a fault explains. */
  private explainedBy(fault: Fault): ReadonlySet<number> {
    let explained = this.explained.get(fault);
    if (!explained) {
      const own = new Set<number>();
      this.witnesses.forEach(({ stream, last }, at) => {
        const meetings = meetingsAt(stream, fault.link);
        if (!meetings) return;
        const look = last.via === null ? last : lastBadPast(stream, behindOf(meetings));
        if (look && testimonyOf(meetings, look.sight).explains[fault.place] === 1) own.add(at);
      });
      explained = own;
      this.explained.set(fault, own);
    }
    return explained;
  }

  private isSeen(link: LinkId): boolean {
    return this.failing.has(link);
  }

  /** What is seen of it may come of another that it needs: it gave up, and its own words do not say otherwise. */
  private needsAnother(link: LinkId, faults: readonly Fault[]): boolean {
    if (this.tellsOfItself.has(link)) return false;
    return faults.some(
      (other) =>
        other.link !== link &&
        this.isSeen(other.link) &&
        neededBy(link, this.chain).has(other.link) &&
        !this.isBefore(link, other.link, faults),
    );
  }

  /**
   * Whether what only the one explains began while all that only the other does was still seen to be well: then it
   * cannot come of that.
   */
  private isBefore(link: LinkId, other: LinkId, faults: readonly Fault[]): boolean {
    const onsetsOf = (one: LinkId) =>
      this.explainedOnlyBy(one, faults).flatMap((at) => this.witnesses[at]?.stream.onset ?? []);
    const others = onsetsOf(other);
    if (others.length === 0) return false;
    const wellUntilMs = Math.min(...others.map(({ notBeforeMs }) => notBeforeMs));
    const began = onsetsOf(link).map(({ notAfterMs }) => notAfterMs);
    return Math.min(...began) < wellUntilMs - clearlyMs * paceOf(this.chain);
  }
}

/** By chain, then by link: all that it needs, directly or not. */
const neededIn = new WeakMap<Chain, Map<LinkId, ReadonlySet<LinkId>>>();

function neededBy(link: LinkId, chain: Chain): ReadonlySet<LinkId> {
  let ofChain = neededIn.get(chain);
  if (!ofChain) {
    ofChain = new Map();
    neededIn.set(chain, ofChain);
  }
  let needed = ofChain.get(link);
  if (!needed) {
    const { links, models } = chain;
    const own = linksById(chain).get(link);
    const ofModels = models.flatMap(({ at, needs }) => (at === link ? needs : []));
    // A process or a container gives up for want of what it runs needs.
    const runs =
      own && holders.has(own.kind)
        ? links.filter(({ needs }) => needs.flatMap(linksOf).includes(link))
        : [];
    const needs = [...(own?.needs ?? []), ...ofModels, ...runs.flatMap((one) => one.needs)];
    needed = reachable(linksById(chain), needs);
    ofChain.set(link, needed);
  }
  return needed;
}

function isOfItsOwn(stream: Stream): boolean {
  const { layer, probe } = stream;
  const symptom = stream.lastBadLook?.symptom;
  return (
    layer === null &&
    symptom !== undefined &&
    !symptomsOfKnockOn(probe).includes(symptom) &&
    isNoAccident(stream)
  );
}

function isNoAccident(stream: Stream): boolean {
  const symptom = stream.lastBadLook?.symptom;
  if (stream.badSinceMs === null || symptom === undefined) return false;
  return !flickers(symptom) || countOf(stream).bad >= noAccident;
}
