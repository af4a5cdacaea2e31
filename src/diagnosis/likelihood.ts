import { isAnswer } from './asking/answers.ts';
import { courseOf } from './effects/course.ts';
import type { Weights } from './effects/effect.ts';
import { weightOf, withoutWhereabouts } from './effects/whereabouts.ts';
import { inTurn } from './in-turn.ts';
import { leak } from './leak.ts';
import type { Meeting, MeetingMemo } from './meeting.ts';
import { asMetAt, type Habit, type Sight, sightOf } from './sights.ts';
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
function described({ shows, standpoint = 'here' }: Meeting, symptom: string): number {
  return ((1 - unforeseen) * weightOf(shows, symptom, standpoint)) / totalOf(shows);
}

const totals = new WeakMap<Weights, number>();

function totalOf(shows: Weights): number {
  let total = totals.get(shows);
  if (total === undefined) {
    total = Object.values(shows).reduce((sum, weight) => sum + weight, 0);
    totals.set(shows, total);
  }
  return total;
}

/** P(symptom | a look that met the fault, and that nothing else befell). */
function byFault(meeting: Meeting, symptom: string): number {
  const otherwise = symptom === 'ok' ? unforeseenOk : unforeseenSymptom;
  return described(meeting, symptom) + unforeseen * otherwise;
}

/** P(symptom | a look that met the fault): it may go wrong by chance as well as any other. */
function shownBy(meeting: Meeting, symptom: string): number {
  // What a person answers is no matter of chance.
  if (isAnswer(symptom)) return byFault(meeting, symptom);
  const chance = symptom === 'ok' ? 0 : leak(symptom);
  return leak('ok') * byFault(meeting, symptom) + chance;
}

/** P(symptom | this fault alone). */
export function probabilityGiven(meeting: Meeting | null, symptom: string): number {
  if (!meeting) return leak(symptom);
  return meeting.met * shownBy(meeting, symptom) + (1 - meeting.met) * leak(symptom);
}

/**
 * P(symptom | all these faults at once): the look meets the one that stands earliest on its path first.
 *
 * @param meetings by place, earliest first
 */
export function probabilityGivenAll(meetings: readonly Meeting[], symptom: string): number {
  return doneBy(meetings, symptom, shownBy) + missedBy(meetings) * leak(symptom);
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

/** @param met how the look meets all of them on the way that it took */
function probabilityOnWay(
  all: readonly Meeting[],
  met: readonly Meeting[],
  { symptom, before, habit, wellLooks, via, wellLooksVia }: Sight,
  lasts: 'described' | 'anything',
): number {
  const meetings = inTurn(met);
  if (meetings.length === 0) return leak(symptom);
  const isFirst = before === null && meetings.some(({ spreads }) => spreads);
  const seldom = () =>
    probabilityGivenAll(
      meetings.map((meeting, at) => {
        // Who says nothing of a fault behind one replica may have passed another until now.
        const isHere = sideOf(all[at] as Meeting, via) === 'here';
        return seldomSeen(meeting, isHere ? wellLooksVia : wellLooks);
      }),
      symptom,
    );
  if (isFirst || (before === 'ok' && (symptom === 'ok' || lasts === 'anything'))) return seldom();
  // What it showed last may have been chance: then it may be blind to the faults as before.
  const isAfterStray = symptom === 'ok' && habit === 'open' && before !== null && wellLooks > 0;
  const plain = isAfterStray ? seldom() : probabilityGivenAll(meetings, symptom);
  // Where a delay shows is measured anew each time.
  if (before === null || before === 'ok' || withoutWhereabouts(symptom) !== symptom) return plain;
  const any = probabilityGivenAll(meetings, before);
  const byFaults = Math.max(leastShown, doneBy(meetings, before, byFault));
  const shown = lasts === 'anything' ? byFaults : doneBy(meetings, before, described);
  // A series that shows the same again and again does not do so by chance.
  const kept = (persistence[habit] * shown) / (habit === 'steady' ? byFaults : any);
  const known = meetings
    .map(felt)
    .map((one) => (habit === 'steady' && isAskedFirst(one, symptom) ? asFirstChoice(one) : one));
  return (1 - kept) * plain + kept * probabilityAgain(known, before, symptom, habit);
}

/** The same where the series is known to feel the faults, and to show them as it did. */
function probabilityAgain(
  meetings: readonly Meeting[],
  before: string,
  symptom: string,
  habit: Habit,
): number {
  const missed = missedBy(meetings);
  // Some of what a fault does not show is blindness, and a series that has shown it is not blind.
  const fine = probabilityGivenAll(meetings, 'ok') - missed * leak('ok');
  // Whoever looks from beside is blind or not; where it was well and bad in turns, it is not.
  const isBeside = habit !== 'patchy' && meetings.some(({ beside }) => beside);
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
  const byChance = missed * leak(symptom);
  if (symptom === 'ok') return byChance + fineNow;
  return byChance + (symptom === before ? 1 - missed - fineNow : 0);
}

function missedBy(meetings: readonly Meeting[]): number {
  return meetings.reduce((product, { met }) => product * (1 - met), 1);
}

/** How a look meets a fault that its series is known to feel. */
function felt(meeting: Meeting): Meeting {
  return meeting.feels === 1 ? meeting : { ...meeting, met: meeting.met / meeting.feels };
}

/** Whether it is the first of several that is asked, where it shows the same at every look. */
function isAskedFirst({ isTried }: Meeting, symptom: string): boolean {
  return symptom === servedByAnother || (isTried === true && courseOf(symptom) === 'late');
}

/** How a look meets a fault behind what its router asks first, whatever may serve in its place. */
function asFirstChoice(meeting: Meeting): Meeting {
  return meeting.share === 1 ? meeting : { ...meeting, met: meeting.met / meeting.share };
}

/** How a look meets a fault of which its series has shown nothing so far: it may neither feel nor see it. */
function seldomSeen(meeting: Meeting, wellLooks: number): Meeting {
  const described = ((1 - unforeseen) * (meeting.shows.ok ?? 0)) / totalOf(meeting.shows);
  const ok = described + unforeseen * unforeseenOk;
  const blind = described * (meeting.beside ? 1 : blindness) + unforeseen * unforeseenOk;
  const sees = meeting.feels * (1 - blind);
  if (sees <= 0 || (sees >= 1 && !meeting.spreads)) return meeting;
  // P(a look shows it | the series sees it).
  const shows = ((meeting.met / meeting.feels) * (1 - ok)) / (1 - blind);
  const atOnce = (meeting.spreads ? reachedAtOnce : 1) * (1 - shows) ** wellLooks;
  const later = meeting.spreads ? (1 - reachedAtOnce) * (1 - reachedByLook) ** wellLooks : 0;
  const missed = sees * (atOnce + later);
  const seen = sees * (atOnce + later * reachedByLook);
  return { ...meeting, met: (meeting.met * seen) / (1 - sees + missed) / sees };
}

/** The part of P(symptom | these faults) that is their doing, as `shown` tells it of one that was met. */
function doneBy(
  meetings: readonly Meeting[],
  symptom: string,
  shown: (meeting: Meeting, symptom: string) => number,
): number {
  let behind = 0;
  for (let at = meetings.length - 1; at >= 0; at -= 1) {
    const meeting = meetings[at] as Meeting;
    behind = meeting.met * shown(meeting, symptom) + (1 - meeting.met) * behind;
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
