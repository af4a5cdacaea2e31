import { operator } from '../events/operator.ts';
import { answersUnder, complaintsUnder } from './asking/answers.ts';
import type { Weights } from './effects/effect.ts';
import { type Standpoint, weightOf, withoutWhereabouts } from './effects/whereabouts.ts';
import type { Fault } from './hypotheses.ts';
import { knockOn, knockOnOfHarmless } from './knock-on.ts';
import { leak } from './leak.ts';
import type { FaultMode } from './modes/mode.ts';
import type { Stream } from './stream.ts';

/** Weight that a described fault leaves for symptoms that nobody described. */
const unforeseen = 0.03;
/** What it then shows: any of some sixty symptoms, or nothing. */
const unforeseenOk = 0.5;
const unforeseenSymptom = (1 - unforeseenOk) / 60;
/** Share of looks behind replicas that a failing connection still reaches: routers retry those. */
const retriedByRouters = 0.5;

/** P(a series fails as it did before | the fault that it met before is met again). */
const persistence = 0.9;

/**
 * The part of what a fault does not show to requests that is blindness of a series, such as a cache; the
 * rest comes and goes. Whoever looks from beside is blind or not.
 */
const blindness = 0.5;

/** What a look meets of a fault: how often, and what it then shows. */
export interface Meeting {
  /** Probability that the look meets the fault, 0…1. */
  readonly met: number;
  readonly shows: Weights;
  /** True for a look beside the serving path: what it shows as `ok` is that it is blind to the fault. */
  readonly beside?: true;
  /** Place on the path: of two faults the look meets the earlier one. */
  readonly order: number;
  /** Where the fault stands as the look sees it; absent where looks tell no whereabouts. */
  readonly standpoint?: Standpoint;
}

/** By the path of a series, then by the number of a fault: the same questions come again and again. */
const known = new WeakMap<Stream['steps'], (Meeting | null)[]>();

/** How a look of `stream` meets `fault`; null when it cannot. */
export function meetingOf(stream: Stream, fault: Fault): Meeting | null {
  let ofStream = known.get(stream.steps);
  if (!ofStream) {
    ofStream = [];
    known.set(stream.steps, ofStream);
  }
  let meeting = ofStream[fault.index];
  if (meeting === undefined) {
    meeting = workOut(stream, fault);
    ofStream[fault.index] = meeting;
  }
  return meeting;
}

function workOut(stream: Stream, fault: Fault): Meeting | null {
  if (fault.model !== null && stream.model !== fault.model) return null;
  const place = stream.stepOf.get(fault.link);
  if (!place) return knockOnOf(stream, fault);
  const { step, order } = place;
  const { mode } = fault;
  if (stream.layer === null && !isComplaint(stream)) {
    const shows = stream.link === fault.link ? shownBeside(stream, mode) : undefined;
    return shows ? { met: 1, shows, order, beside: true } : null;
  }
  const layers = step.hops === 0 ? mode.effect.direct : mode.effect.relayed;
  const own = layers[stream.layer ?? 'llm'];
  if (onlyOk(own)) return null;
  // Users see that something fails, and not what.
  const shows = isComplaint(stream) ? complaintsUnder(own) : own;
  const replicated = step.share < 1 && mode.effect.retried ? retriedByRouters : 1;
  const met = step.share * replicated * fault.intensity * exposure(stream, fault);
  if (met <= 0) return null;
  const standpoint = step.hops > 0 ? 'behind' : order < ownOrder(stream) ? 'way' : 'here';
  return { met, shows, order, standpoint };
}

function isComplaint({ probe, reach }: Stream): boolean {
  return probe === operator && reach === 'through';
}

/** What a look from beside shows, or what a person answers who looked by hand. */
function shownBeside({ probe, key }: Stream, mode: FaultMode): Weights | undefined {
  return probe === operator ? answersUnder(mode, key) : mode.shows[probe];
}

/** What the fault of a link that is needed does to a process or a container, as seen from beside. */
function knockOnOf(stream: Stream, fault: Fault): Meeting | null {
  const shows = (fault.harms ? knockOn : knockOnOfHarmless)[stream.probe];
  if (!shows || fault.mode.harm === 0 || !stream.knockedOnBy.includes(fault.link)) return null;
  return { met: fault.intensity, shows, order: stream.steps.length, beside: true };
}

/** How much of the fault a look of this reach feels. */
function exposure(stream: Stream, fault: Fault): number {
  const own = stream.link === fault.link;
  const { mode } = fault;
  if (stream.reach === 'through') return fault.harms ? 1 : 0;
  if (own) return mode.access;
  // A name, a certificate or a path is met whole; what the link runs on, as its health check does.
  const isOnTheWay = (stream.stepOf.get(fault.link)?.order ?? 0) < ownOrder(stream);
  return fault.harms ? (isOnTheWay ? 1 : mode.access) : 0;
}

function ownOrder(stream: Stream): number {
  return stream.stepOf.get(stream.link)?.order ?? 0;
}

function onlyOk(weights: Weights): boolean {
  return Object.keys(weights).every((symptom) => symptom === 'ok');
}

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

/** True when the fault makes this symptom far more likely than chance. */
export function explains(meeting: Meeting | null, symptom: string): boolean {
  return meeting !== null && probabilityGiven(meeting, symptom) > 5 * leak(symptom);
}
