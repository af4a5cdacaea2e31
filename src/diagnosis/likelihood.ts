import { courseOf } from './effects/course.ts';
import { weightOf } from './effects/whereabouts.ts';
import { inTurn } from './in-turn.ts';
import { leak } from './leak.ts';
import type { Meeting, MeetingMemo } from './meeting.ts';
import { asMetAt, type Habit, type Sight, sightOf } from './sights.ts';
import { ok, type Symptom, symptomNamed } from './symptom.ts';
import { meetingVia, ratioOfWay, sideOf } from './via.ts';

/** Weight that a described fault leaves for symptoms that nobody described. */
const unforeseen = 0.03;
/** What it then shows: any of some sixty symptoms, or nothing. */
const unforeseenOk = 0.5;
const unforeseenSymptom = (1 - unforeseenOk) / 60;
/** P(a series fails as it, or its kin, did before | the fault that was met before is met again), by its habit. */
const persistence: Readonly<Record<Habit, number>> = {
  open: 0.9,
  steady: 0.98,
  patchy: 0.9,
  varying: 0.6,
  kin: 0.8,
};

/** Shown again and again: who is asked first does not answer. A router that asks in turns would show it now and then. */
export const servedByAnother = 'llm.fallback';

/** What rounding may leave of a probability. */
const leastShown = 1e-15;

/**
 * The part of what a fault does not show to requests that is blindness of a series, such as a cache; the
 * rest comes and goes. Whoever looks from beside is blind or not.
 */
const blindness = 0.5;

/**
 * Part of the looks that are well on a series where what it shows comes and goes, for a fault of which such looks are
 * described at all; and how seldom they may be described. How often is the affair of the series: seen once, it says
 * no more about which fault it is.
 */
const wellInBetween = 0.2;
const seldomWell = 0.008;

/**
 * Of a fault that spreads: the part of those who suffer from it that do so from its beginning on, and what any look
 * of the others finds changed. A pod is evicted after another, a service fails when it writes.
 */
const reachedAtOnce = 0.7;
const reachedByLook = 0.05;

/** P(symptom, in the way in which the fault is described | a look that met it). */
function described(meeting: Meeting, { name, told }: Symptom): number {
  const { shows, standpoint = 'here', likeness } = meeting;
  return ((1 - unforeseen) * weightOf(shows, name, told, standpoint)) / likeness.total;
}

/** P(symptom | it shows otherwise than is described). */
function otherwise({ nothingElse }: Meeting, symptom: Symptom): number {
  if (nothingElse) return symptom === ok ? 1 : 0;
  return symptom === ok ? unforeseenOk : unforeseenSymptom;
}

/** P(symptom | a look that met the fault, and that nothing else befell). */
function byFault(meeting: Meeting, symptom: Symptom): number {
  return described(meeting, symptom) + unforeseen * otherwise(meeting, symptom);
}

/** P(symptom | a look that met the fault): it may go wrong by chance as well as any other. */
function shownBy(meeting: Meeting, symptom: Symptom): number {
  // What a person answers is no matter of chance.
  if (symptom.isAnswer) return byFault(meeting, symptom);
  const chance = symptom === ok ? 0 : symptom.leak;
  return ok.leak * byFault(meeting, symptom) + chance;
}

/** P(symptom | this fault alone). */
export function probabilityGiven(meeting: Meeting | null, name: string): number {
  const symptom = symptomNamed(name);
  if (!meeting) return symptom.leak;
  return meeting.met * shownBy(meeting, symptom) + (1 - meeting.met) * symptom.leak;
}

/**
 * P(symptom | all these faults at once): the look meets the one that stands earliest on its path first.
 *
 * @param meetings by place, earliest first
 */
export function probabilityGivenAll(meetings: readonly Meeting[], symptom: string): number {
  return probabilityWhere(meetings, metBy(meetings), symptomNamed(symptom));
}

/** The same where each is met with the probability that stands at its place in `met`. */
function probabilityWhere(
  meetings: readonly Meeting[],
  met: readonly number[],
  symptom: Symptom,
): number {
  return doneBy(meetings, met, symptom, shownBy) + missedBy(met) * symptom.leak;
}

/**
 * P(what is seen | these faults, and what the series showed before). A caller that maps a refusal to 502 does so
 * every time, and a health check that does not feel a fault never does: how a fault shows on one series is
 * drawn once rather than at every look, so that the same again says little more about which fault it is.
 *
 * @param lasts what shows again: `described` where it is not certain that these faults were met before,
 *   or any fault would do that begins after the first bad look; `anything` where it is
 */
export function probabilityAfter(
  all: readonly Meeting[],
  sight: Sight,
  lasts: 'described' | 'anything' = 'described',
): number {
  const { via, usual } = sight;
  if (via === null) return probabilityOnWay(all, all, sight, lasts);
  const way = all.reduce((ratio, meeting) => ratio * ratioOfWay(meeting, via, usual), 1);
  const met = all.map((meeting) => meetingVia(meeting, via));
  return way * probabilityOnWay(all, met, sight, lasts);
}

/**
 * Worked out by the hundred when trouble begins: without a copy of a meeting.
 *
 * @param onWay how the look meets all of them on the way that it took
 */
function probabilityOnWay(
  all: readonly Meeting[],
  onWay: readonly Meeting[],
  sight: Sight,
  lasts: 'described' | 'anything',
): number {
  const { before, habit, wellLooks } = sight;
  const symptom = symptomNamed(sight.symptom);
  const meetings = inTurn(onWay);
  if (meetings.length === 0) return symptom.leak;
  const isFirst = before === null && meetings.some(doesSpread);
  if (isFirst || (before === 'ok' && (symptom === ok || lasts === 'anything'))) {
    return probabilityWhere(meetings, seldomMet(meetings, all, sight), symptom);
  }
  const met = metBy(meetings);
  // What it showed last may have been chance: then it may be blind to the faults as before.
  const isAfterStray = symptom === ok && habit === 'open' && before !== null && wellLooks > 0;
  const now = isAfterStray ? seldomMet(meetings, all, sight) : met;
  const plain = probabilityWhere(meetings, now, symptom);
  // Where a delay shows is measured anew each time.
  if (before === null || before === 'ok' || symptom.told) return plain;
  const last = symptomNamed(before);
  const inItsWay = doneBy(meetings, met, last, described);
  if (lasts === 'described' && inItsWay === 0) return plain;
  const byFaults = Math.max(leastShown, doneBy(meetings, met, last, byFault));
  const shown = lasts === 'anything' ? byFaults : inItsWay;
  // A series that shows the same again and again does not do so by chance.
  const any = habit === 'steady' ? byFaults : probabilityWhere(meetings, met, last);
  const kept = (persistence[habit] * shown) / any;
  const metAgain = meetings.map((meeting) => metWhereFelt(meeting, symptom.name, habit));
  return (1 - kept) * plain + kept * probabilityAgain(meetings, metAgain, symptom, last, habit);
}

/** The same where the series is known to feel the faults, and to show them as it did. */
function probabilityAgain(
  meetings: readonly Meeting[],
  met: readonly number[],
  symptom: Symptom,
  last: Symptom,
  habit: Habit,
): number {
  const missed = missedBy(met);
  // Some of what a fault does not show is blindness, and a series that has shown it is not blind.
  const fine = doneBy(meetings, met, ok, shownBy);
  // Whoever looks from beside is blind or not; where it was well and bad in turns, it is not.
  const isBeside = habit !== 'patchy' && meetings.some(standsBeside);
  const blind = fine * (isBeside ? 1 : blindness);
  const seeing = (1 - missed) / Math.max(1e-9, 1 - missed - blind);
  const comes = (fine - blind) * seeing;
  // What came and went would have been seen to go; and where it was, it does.
  const fineNow =
    habit === 'steady'
      ? 0
      : habit === 'patchy'
        ? (wellInBetween * comes) / (comes + seldomWell)
        : comes;
  const byChance = missed * symptom.leak;
  if (symptom === ok) return byChance + fineNow;
  return byChance + (symptom.name === last.name ? 1 - missed - fineNow : 0);
}

const metOf = ({ met }: Meeting) => met;
const doesSpread = ({ spreads }: Meeting) => spreads === true;
const standsBeside = ({ beside }: Meeting) => beside === true;

function metBy(meetings: readonly Meeting[]): readonly number[] {
  return meetings.map(metOf);
}

function missedBy(met: readonly number[]): number {
  let product = 1;
  for (let at = 0; at < met.length; at += 1) product *= 1 - (met[at] as number);
  return product;
}

/**
 * P(a look meets the fault | its series is known to feel it); behind what its router asks first, whatever may serve
 * in its place.
 */
function metWhereFelt(meeting: Meeting, symptom: string, habit: Habit): number {
  const met = meeting.met / meeting.feels;
  return habit === 'steady' && isAskedFirst(meeting, symptom) ? met / meeting.share : met;
}

/** Whether it is the first of several that is asked, where it shows the same at every look. */
function isAskedFirst({ isTried }: Meeting, symptom: string): boolean {
  return symptom === servedByAnother || (isTried === true && courseOf(symptom) === 'late');
}

/** How a look meets faults of which its series has shown nothing so far: it may neither feel nor see them. */
function seldomMet(
  meetings: readonly Meeting[],
  all: readonly Meeting[],
  { wellLooks, via, wellLooksVia }: Sight,
): readonly number[] {
  return meetings.map((meeting, at) => {
    // Who says nothing of a fault behind one replica may have passed another until now.
    const isHere = via !== null && sideOf(all[at] as Meeting, via) === 'here';
    return metAfterWell(meeting, isHere ? wellLooksVia : wellLooks);
  });
}

function metAfterWell(meeting: Meeting, wellLooks: number): number {
  const described = ((1 - unforeseen) * (meeting.shows.ok ?? 0)) / meeting.likeness.total;
  const rarely = unforeseen * otherwise(meeting, ok);
  const fine = described + rarely;
  const blind = described * (meeting.beside ? 1 : blindness) + rarely;
  const sees = meeting.feels * (1 - blind);
  if (sees <= 0 || (sees >= 1 && !meeting.spreads)) return meeting.met;
  // P(a look shows it | the series sees it).
  const shows = ((meeting.met / meeting.feels) * (1 - fine)) / (1 - blind);
  const atOnce = (meeting.spreads ? reachedAtOnce : 1) * (1 - shows) ** wellLooks;
  const later = meeting.spreads ? (1 - reachedAtOnce) * (1 - reachedByLook) ** wellLooks : 0;
  const missed = sees * (atOnce + later);
  const seen = sees * (atOnce + later * reachedByLook);
  return (meeting.met * seen) / (1 - sees + missed) / sees;
}

/** The part of P(symptom | these faults) that is their doing, as `shown` tells it of one that was met. */
function doneBy(
  meetings: readonly Meeting[],
  met: readonly number[],
  symptom: Symptom,
  shown: (meeting: Meeting, symptom: Symptom) => number,
): number {
  let behind = 0;
  for (let at = meetings.length - 1; at >= 0; at -= 1) {
    const here = met[at] as number;
    behind = here * shown(meetings[at] as Meeting, symptom) + (1 - here) * behind;
  }
  return behind;
}

/** What is known of looks that meet nothing. */
const alone: MeetingMemo = { logs: [] };

/**
 * Natural log of P(what a look showed | these faults, which were met before where the series has failed
 * before). Remembers what it worked out.
 *
 * @param meetings by place, earliest first
 * @param sight number of the sight
 */
export function logOfSight(meetings: readonly Meeting[], sight: number): number {
  return logIn(memoOf(meetings), meetings, sight);
}

/** The same, where what is known of these meetings is at hand. */
export function logIn(memo: MeetingMemo, meetings: readonly Meeting[], sight: number): number {
  return memo.logs[sight] ?? workOutLog(memo, meetings, sight);
}

function workOutLog(memo: MeetingMemo, meetings: readonly Meeting[], sight: number): number {
  // What is known of one alone is known of others that stand behind another replica.
  const met = meetings.length === 1 ? asMetAt(meetings[0] as Meeting, sight) : sight;
  const known = memo.logs[met];
  if (known !== undefined) return known;
  const log = Math.log(probabilityAfter(meetings, sightOf(met), 'anything'));
  memo.logs[met] = log;
  return log;
}

/** What is known of these meetings together. */
export function memoOf(meetings: readonly Meeting[]): MeetingMemo {
  let memo = alone;
  for (const meeting of meetings) memo = memo === alone ? meeting.memo : memoBefore(memo, meeting);
  return memo;
}

function memoBefore(memo: MeetingMemo, meeting: Meeting): MeetingMemo {
  memo.before ??= new Map();
  let both = memo.before.get(meeting);
  if (!both) {
    both = { logs: [] };
    memo.before.set(meeting, both);
  }
  return both;
}

/** True when the fault makes what a look showed far more likely than chance. */
export function explains(meeting: Meeting | null, { symptom, via }: Seen): boolean {
  // That another replica was asked before the one that is named is not likely enough to call it explained.
  if (meeting === null || sideOf(meeting, via) === 'elsewhere') return false;
  return probabilityGiven(meetingVia(meeting, via), symptom) > 5 * leak(symptom);
}

/** What a look showed, whatever was before. */
export type Seen = Pick<Sight, 'symptom' | 'via'>;
