import type { LinkId } from '../chain/types.ts';
import { tellsNothing } from './even-rivals.ts';
import type { Fault } from './hypotheses.ts';
import { type Ground, type InPlaceOf, isUnlooked } from './in-place-of.ts';
import { leak } from './leak.ts';
import { probabilityGiven } from './likelihood.ts';
import { meetingOf } from './meeting.ts';
import type { Stream } from './stream.ts';
import { meetingVia } from './via.ts';

/** Of two that nothing but tables tells apart, the likelier is ahead by less than this (natural log). */
const hardlyAhead = 2;

/** Who is hardly believed to be at fault has nothing to share. */
const worthSharing = 0.01;

/** A fault, and how likely it is where each series counts once: natural logs of odds against chance. */
interface Told {
  readonly fault: Fault;
  readonly told: number;
  /** By what the series showed alone, however often it happens. */
  readonly shown: number;
}

type Own = Pick<Ground, 'held' | 'series' | 'faultsAt' | 'said'>;

/**
 * Links that the very same looks meet, where nobody looks at the one or the other itself: a card behind its server, a
 * firewall before a vendor. Nothing but tables tells how either would show, and the same looks again and again add
 * nothing to that; so each series counts once, and where that leaves neither far ahead, they share.
 */
export class SeenTogether {
  readonly #ground: Own;
  /** By link, and the part of the requests that a fault strikes: all such faults of a link share alike. */
  readonly #known = new Map<string, readonly InPlaceOf[]>();
  /** By the same, each best first. */
  readonly #told = new Map<string, readonly Told[]>();
  readonly #shown = new Map<LinkId, readonly ShownBy[]>();

  constructor(ground: Own) {
    this.#ground = ground;
  }

  /** The parts sum to less than 1; none where looks tell it from all others. */
  inPlaceOf({ link, harms, intensity }: Fault): readonly InPlaceOf[] {
    if (!harms) return [];
    const key = `${link} ${intensity}`;
    let found = this.#known.get(key);
    if (!found) {
      found = this.#share(link, intensity);
      this.#known.set(key, found);
    }
    return found;
  }

  /** Those of them that what is seen speaks for as much as for this one: how often each breaks is all that is known. */
  evenWith({ link, intensity }: Fault): readonly LinkId[] {
    const rivals = this.#rivalsOf(link);
    const own = rivals.length > 0 ? this.#bestAt(link, intensity) : undefined;
    if (!own) return [];
    const isEven = ({ shown, told }: Told) =>
      Math.abs(shown - own.shown) < tellsNothing && told > own.told - hardlyAhead;
    return rivals.filter((other) => this.#toldAt(other, intensity).some(isEven));
  }

  #share(link: LinkId, intensity: number): readonly InPlaceOf[] {
    const { held } = this.#ground;
    const rivals = held.get(link) >= worthSharing ? this.#rivalsOf(link) : [];
    const own = rivals.length > 0 ? this.#bestAt(link, intensity) : undefined;
    if (!own) return [];
    const others = rivals.flatMap((other) => {
      const best = this.#bestAt(other, intensity);
      return best && Math.abs(best.told - own.told) < hardlyAhead ? [best] : [];
    });
    const [, ...parts] = evenedOut(
      [own, ...others].map((one) => ({
        held: held.get(one.fault.link),
        odds: Math.exp(one.told - own.told),
      })),
    );
    return others.flatMap(({ fault }, at) => {
      const part = parts[at] ?? 0;
      return part > 0 ? [{ fault, part }] : [];
    });
  }

  /** What explains most at a link, of what strikes so many requests. */
  #bestAt(link: LinkId, share: number): Told | undefined {
    return this.#toldAt(link, share)[0];
  }

  /** Best first. */
  #toldAt(link: LinkId, share: number): readonly Told[] {
    const key = `${link} ${share}`;
    let found = this.#told.get(key);
    if (!found) {
      found = this.#ground
        .faultsAt(link)
        .filter(({ harms, intensity, models }) => harms && intensity === share && !models)
        .map((fault) => this.#onceTold(fault))
        .sort((a, b) => b.told - a.told);
      this.#told.set(key, found);
    }
    return found;
  }

  #rivalsOf(link: LinkId): readonly LinkId[] {
    const touching = this.#ground.series.touching(link);
    const failing = touching.find(({ badSinceMs }) => badSinceMs !== null);
    return (failing?.touched ?? []).filter((other) => {
      const others = this.#ground.series.touching(other);
      return (
        other !== link &&
        others.length === touching.length &&
        others.every((stream, at) => stream === touching[at]) &&
        (isUnlooked(other, others) || isUnlooked(link, touching))
      );
    });
  }

  /** P(fault) × P(each symptom that each series has shown since it fails, once | fault), against chance. */
  #onceTold(fault: Fault): Told {
    const weight = this.#ground.said.get(fault.link)?.(fault.mode.id) ?? 1;
    const shown = this.#shownAt(fault.link).reduce((sum, look) => sum + toldBy(look, fault), 0);
    return { fault, told: shown + Math.log(fault.prior * weight), shown };
  }

  /** The last look of each symptom, of each series that meets the link, since the first of them fails. */
  #shownAt(link: LinkId): readonly ShownBy[] {
    let found = this.#shown.get(link);
    if (!found) {
      const touching = this.#ground.series.touching(link);
      // Of those that fail, one may be well for the moment.
      const since = touching.flatMap(({ badSinceMs }) => badSinceMs ?? []);
      const sinceMs = Math.min(...since);
      found = touching.flatMap((stream) => shownOnce(stream, sinceMs));
      this.#shown.set(link, found);
    }
    return found;
  }
}

/** How much is believed of one of several, and how much of it belongs there, in proportion. */
interface Holding {
  readonly held: number;
  readonly odds: number;
}

/** What the first holds beyond its share goes to those that have less than theirs: the part of it for each. */
function evenedOut(all: readonly Holding[]): readonly number[] {
  const sum = (of: (one: Holding) => number) => all.reduce((total, one) => total + of(one), 0);
  const heldByAll = sum(({ held }) => held);
  const odds = sum((one) => one.odds);
  const lacks = all.map((one) => (heldByAll * one.odds) / odds - one.held);
  const beyond = -(lacks[0] ?? 0);
  const lacked = lacks.reduce((total, one) => total + Math.max(0, one), 0);
  if (beyond <= 0 || lacked === 0) return all.map(() => 0);
  const part = beyond / lacked / (all[0]?.held ?? 1);
  return lacks.map((one) => part * Math.max(0, one));
}

interface ShownBy extends Pick<Stream['looks'][number], 'symptom' | 'via'> {
  readonly stream: Stream;
}

/** The last look of each symptom since then. */
function shownOnce(stream: Stream, sinceMs: number): readonly ShownBy[] {
  const last = new Map<string, ShownBy>();
  for (const { symptom, via, startedMs } of stream.looks) {
    if (symptom !== 'ok' && startedMs >= sinceMs) last.set(symptom, { stream, symptom, via });
  }
  return [...last.values()];
}

function toldBy({ stream, symptom, via }: ShownBy, fault: Fault): number {
  const meeting = meetingOf(stream, fault);
  const met = meeting && via !== null ? meetingVia(meeting, via) : meeting;
  return Math.log(probabilityGiven(met, symptom) / leak(symptom));
}
