import type { Weights } from './effects/effect.ts';
import { weightOf, withoutWhereabouts } from './effects/whereabouts.ts';
import { leak } from './leak.ts';
import { emptyMemo, type Meeting, type MeetingMemo } from './meeting.ts';
import { sightOf } from './sights.ts';

/** Weight that a described fault leaves for symptoms that nobody described. */
const unforeseen = 0.03;
/** What it then shows: any of some sixty symptoms, or nothing. */
const unforeseenOk = 0.5;
const unforeseenSymptom = (1 - unforeseenOk) / 60;
/** P(a series fails as it did before | the fault that it met before is met again). */
const persistence = 0.9;

/**
 * The part of what a fault does not show to requests that is blindness of a series, such as a cache; the
 * rest comes and goes. Whoever looks from beside is blind or not.
 */
const blindness = 0.5;

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

/** P(symptom | a look that met the fault). */
function shownBy(meeting: Meeting, symptom: string): number {
  const otherwise = symptom === 'ok' ? unforeseenOk : unforeseenSymptom;
  return described(meeting, symptom) + unforeseen * otherwise;
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
  let behind = leak(symptom);
  for (let at = meetings.length - 1; at >= 0; at -= 1) {
    const meeting = meetings[at] as Meeting;
    behind = meeting.met * shownBy(meeting, symptom) + (1 - meeting.met) * behind;
  }
  return behind;
}

/**
 * P(symptom | these faults, and how the series last failed). A caller that maps a refusal to 502 does so
 * every time: how a fault shows on one series is drawn once rather than at every look, so that the same
 * symptom again says little more about which fault it is.
 *
 * @param before the last bad symptom of the series in this run; null: it was well
 */
export function probabilityAfter(
  meetings: readonly Meeting[],
  before: string | null,
  symptom: string,
): number {
  const plain = probabilityGivenAll(meetings, symptom);
  if (before === null || meetings.length === 0) return plain;
  // Where a delay shows is measured anew each time.
  if (withoutWhereabouts(symptom) !== symptom) return plain;
  const missed = meetings.reduce((product, { met }) => product * (1 - met), 1);
  const byChance = missed * leak(symptom);
  const kept =
    (persistence * describedBy(meetings, before)) / probabilityGivenAll(meetings, before);
  // Some of what a fault does not show is blindness, and a series that has shown it is not blind.
  const fine = probabilityGivenAll(meetings, 'ok') - missed * leak('ok');
  const blind = fine * (meetings.some(({ beside }) => beside) ? 1 : blindness);
  const seeing = (1 - missed) / Math.max(1e-9, 1 - missed - blind);
  if (symptom === 'ok') {
    return byChance + (1 - kept) * fine + kept * (fine - blind) * seeing;
  }
  const again = symptom === before ? kept * (1 - missed - (fine - blind) * seeing) : 0;
  return byChance + (1 - kept) * (plain - byChance) + again;
}

/** The part of P(symptom | these faults) that their tables describe: neither chance nor unforeseen. */
function describedBy(meetings: readonly Meeting[], symptom: string): number {
  let behind = 0;
  for (let at = meetings.length - 1; at >= 0; at -= 1) {
    const meeting = meetings[at] as Meeting;
    behind = meeting.met * described(meeting, symptom) + (1 - meeting.met) * behind;
  }
  return behind;
}

/** What is known of looks that meet nothing. */
const alone = emptyMemo();

/**
 * Natural log of P(what a look showed | these faults, and how the series last failed). Remembers what it
 * worked out.
 *
 * @param meetings by place, earliest first
 * @param sight number of the sight
 */
export function logOfSight(meetings: readonly Meeting[], sight: number): number {
  let memo = alone;
  for (const meeting of meetings) memo = memo === alone ? meeting.memo : memoBefore(memo, meeting);
  let log = memo.logs[sight];
  if (log === undefined) {
    const { symptom, before } = sightOf(sight);
    log = Math.log(probabilityAfter(meetings, before, symptom));
    memo.logs[sight] = log;
  }
  return log;
}

function memoBefore(memo: MeetingMemo, meeting: Meeting): MeetingMemo {
  let both = memo.before.get(meeting);
  if (!both) {
    both = emptyMemo();
    memo.before.set(meeting, both);
  }
  return both;
}

/** True when the fault makes this symptom far more likely than chance. */
export function explains(meeting: Meeting | null, symptom: string): boolean {
  return meeting !== null && probabilityGiven(meeting, symptom) > 5 * leak(symptom);
}
