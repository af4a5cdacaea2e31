import { linksById } from '../chain/path.ts';
import { type Chain, type LinkId, linkKinds } from '../chain/types.ts';
import { operator } from '../events/operator.ts';
import { type AlikeMeetings, type Likeness, MeetingIndex } from './alike-meetings.ts';
import { answersUnder, complaintsUnder } from './asking/answers.ts';
import { orByAnother } from './effects/by-another.ts';
import { courseUnder } from './effects/course.ts';
import { shownOn } from './effects/data.ts';
import { fine, onlyOk, type Weights } from './effects/effect.ts';
import { shownInsideServer } from './effects/inside-server.ts';
import { withNextAsked } from './effects/next-asked.ts';
import { orNotStarted } from './effects/not-started.ts';
import type { Standpoint } from './effects/whereabouts.ts';
import { exposure, ownOrder } from './exposure.ts';
import type { SomeModels } from './groups-of-models.ts';
import { type Fault, faultsOf } from './hypotheses.ts';
import {
  byNextHop,
  isAnsweredOtherwise,
  orWithoutIt,
  speakersOf,
  toldBy,
} from './in-whose-words.ts';
import { crashedOnIt, shownByKnockOn, shownFromInside } from './knock-on.ts';
import { sortOf } from './modes/of-link.ts';
import type { Stream } from './stream.ts';
import { type Behind, behindOf } from './via.ts';

/** Share of looks behind replicas that a failing connection still reaches: routers retry those. */
const retriedByRouters = 0.5;

/** More steps than any path has. */
const beyondAnyPath = 1_000_000;

/** Where a look takes one of several replicas. */
export interface Fork {
  readonly name: string;
  /** Part of the looks that pass the replica, whether or not another is tried after it. */
  readonly passing: number;
}

/** What a look meets of a fault: how often, and what it then shows. */
export interface BareMeeting {
  /** Probability that the look meets the fault, 0…1. */
  readonly met: number;
  /** The part of it that is the same at every look: that a look of this sort feels the fault at all. */
  readonly feels: number;
  /** The part of it that is the way the look takes: of several replicas, the one behind which it stands. */
  readonly share: number;
  /** That replica, where looks take one of several: who meets one fault behind it, meets the others. */
  readonly branch: LinkId | null;
  /** With `branch`: the replicas of which a look takes one, and the part of the looks that it sends to this one. */
  readonly fork: Fork | null;
  readonly shows: Weights;
  /** True for a look beside the serving path: what it shows as `ok` is that it is blind to the fault. */
  readonly beside?: true;
  /** Of two faults the look shows the one of the lower order: by what they do, then by place on the path. */
  readonly order: number;
  /** Where the fault stands as the look sees it; absent where looks tell no whereabouts. */
  readonly standpoint?: Standpoint;
  /** True where a series may come to feel the fault later than others. */
  readonly spreads?: true;
  /** True where it shows nothing but what is described: all else there has another cause. */
  readonly nothingElse?: true;
  /** True where who waits in vain for one of several asks the next: late at every look where it is asked first. */
  readonly isTried?: true;
}

/** The same, with what is worked out of it once for all. */
export interface Meeting extends BareMeeting {
  /** Its number among the meetings of the chain. */
  readonly number: number;
  readonly likeness: Likeness;
  readonly memo: MeetingMemo;
}

/** What likelihood.ts has worked out of a meeting already. */
export interface MeetingMemo {
  /** By the number of a sight. */
  readonly logs: number[];
  /** The same of this meeting and one behind it; absent until one is met there. */
  before?: Map<Meeting, MeetingMemo>;
  /** These and one more, wherever it stands among them; absent until they meet one: see met.ts. */
  together?: Map<Meeting, { readonly meetings: readonly Meeting[]; readonly memo: MeetingMemo }>;
}

/** How a look meets each fault of one link, in their order; null where it cannot. */
export type Meetings = readonly (Meeting | null)[];

/** How a look of `stream` meets `fault`; null when it cannot. */
export function meetingOf(stream: Stream, fault: Fault): Meeting | null {
  return meetingsAt(stream, fault.link)?.[fault.place] ?? null;
}

/** How a look of `stream` meets the faults of a link; undefined where it meets none of them. */
export function meetingsAt(stream: Stream, link: LinkId): Meetings | undefined {
  const { meetings } = stream;
  const known = meetings.get(link);
  if (known !== undefined || meetings.has(link)) return known;
  const met = stream.touches(link) ? sharedMeetings(stream, link) : undefined;
  meetings.set(link, met);
  return met;
}

/** One link whose faults a look meets. */
export interface Way {
  /** Index of the first fault of the link. */
  readonly firstFault: number;
  readonly alike: AlikeMeetings;
  /** The replica behind which it stands, if any. */
  readonly behind: Behind | null;
}

/** The links whose faults looks of `stream` meet. */
export function waysOf(stream: Stream): readonly Way[] {
  stream.ways ??= stream.touched.flatMap((link) => {
    const meetings = meetingsAt(stream, link);
    if (!meetings) return [];
    const firstFault = faultsOf(stream.chain).byLink.get(link)?.[0]?.index ?? 0;
    return [{ firstFault, alike: alikeTo(meetings), behind: behindOf(meetings) }];
  });
  return stream.ways;
}

interface MeetingsOfChain {
  /** By all that matters: series that pass links of one kind alike meet their faults alike. */
  readonly byWhatMatters: Map<string, Meetings | undefined>;
  readonly index: MeetingIndex;
}

const shared = new WeakMap<Chain, MeetingsOfChain>();
const alike = new WeakMap<Meetings, AlikeMeetings>();

function sharedMeetings(stream: Stream, link: LinkId): Meetings | undefined {
  const { chain } = stream;
  const faults = faultsOf(chain).byLink.get(link) ?? [];
  let ofChain = shared.get(chain);
  if (!ofChain) {
    ofChain = { byWhatMatters: new Map(), index: new MeetingIndex() };
    shared.set(chain, ofChain);
  }
  const { byWhatMatters, index } = ofChain;
  const key = whatMatters(stream, link, faults);
  if (byWhatMatters.has(key)) return byWhatMatters.get(key);
  const all = faults.map((fault) => {
    const bare = workOut(stream, fault);
    return bare && index.meeting(bare);
  });
  const met = all.some((one) => one !== null) ? all : undefined;
  byWhatMatters.set(key, met);
  const own = linksById(chain).get(link);
  if (met && own) alike.set(met, index.alikeTo(met, faults, sortOf(own)));
  return met;
}

/** What all links share whose faults are met like these, which {@link meetingsAt} has told. */
export function alikeTo(meetings: Meetings): AlikeMeetings {
  return alike.get(meetings) as AlikeMeetings;
}

/** Of a series and a link, all that {@link workOut} asks for. */
function whatMatters(stream: Stream, link: LinkId, faults: readonly Fault[]): string {
  const { layer, probe, reach, key } = stream;
  const place = stream.stepOf.get(link);
  const groups = new Set(faults.flatMap((fault) => (fault.models ? [fault.models] : [])));
  const own = linksById(stream.chain).get(link);
  return [
    own && sortOf(own),
    faults.length,
    // Of the models that faults strike alone: with which of them it asks.
    [...groups].map((models) => partAsked(models, stream)).join(' '),
    // Of two probes that speak one layer, one may show what the other cannot: see shownBeside.
    layer ?? '',
    probe,
    probe === operator ? key : '',
    reach,
    stream.link === link,
    speakersOf(stream, link),
    place
      ? `${place.step.share} ${place.step.branch ?? ''} ${place.step.fork ?? ''} ${Math.min(place.step.hops, 2)} ${place.step.toStart ?? ''} ${place.step.maybe ?? ''}`
      : 'beside',
    place ? `${place.order} ${place.order < ownOrder(stream)}` : stream.steps.length,
  ].join('|');
}

/** Of those that need a thing to be started, the part that feel its fault: they need it as they run, or were started since. */
const felt = 0.5;

const noBranch = { share: 1, branch: null, fork: null } as const;

/** P(what a look asks is one of these models). Who asks a service does not say for which that asks: for any of all. */
function partAsked(models: SomeModels | null, { model, reach, layer }: Stream): number {
  if (models === null) return 1;
  if (model !== null) return models.names.includes(model) ? 1 : 0;
  return reach === 'through' && layer === 'http' ? models.part : 0;
}

function workOut(stream: Stream, fault: Fault): BareMeeting | null {
  const asked = partAsked(fault.models, stream);
  if (asked === 0) return null;
  const place = stream.stepOf.get(fault.link);
  if (!place) return asked === 1 ? knockOnOf(stream, fault) : null;
  const { step, order } = place;
  if (asked < 1 && step.hops === 0) return null;
  const { mode } = fault;
  const told = stream.link === fault.link ? shownBeside(stream, fault) : undefined;
  // A login says more of its host than a connection does: where a mode has words for that, these count.
  if ((stream.layer === null || told) && !isComplaint(stream)) {
    return told ? { met: 1, feels: 1, ...noBranch, shows: told, order, beside: true } : null;
  }
  const kind = linksById(stream.chain).get(fault.link)?.kind;
  if (stream.probe === 'modelserver' && kind && linkKinds[kind].role === 'foundation') {
    return insideServer(fault, order);
  }
  const layers = step.hops === 0 ? mode.effect.direct : mode.effect.relayed;
  const shown = byNextHop(stream, fault.link, step, shownOn(layers, stream.layer ?? 'llm'));
  const ofMissed = step.hops > 0 && kind ? orWithoutIt(stream, kind, shown) : shown;
  const ofOne =
    step.share < 1 && kind
      ? withNextAsked(ofMissed, kind, mode.effect.direct, stream.layer ?? 'llm')
      : ofMissed;
  // Who asks whether a program is alive sees nothing of what it needs, but that it could not be started.
  const isOnlyAlive = step.toStart && stream.reach !== 'through';
  const started = step.toStart
    ? orNotStarted(isOnlyAlive ? fine : ofOne, stream.layer ?? 'llm', step.hops > 1)
    : ofOne;
  const own = step.hops === 0 ? started : toldBy(stream, started, layers.llm);
  if (onlyOk(own)) return null;
  // Users see that something fails, and not what.
  const seen = isComplaint(stream) ? complaintsUnder(own) : own;
  const replicated = step.share < 1 && mode.effect.retried ? retriedByRouters : 1;
  const isWhole = step.fork !== undefined && isAnsweredOtherwise(stream, step.fork);
  const shows = isWhole ? orByAnother(seen, step.share * replicated) : seen;
  const feels = isOnlyAlive
    ? Number(fault.harms)
    : asked * exposure(stream, fault) * (step.toStart ? felt : 1);
  const share = isWhole ? 1 : step.share * replicated;
  const branch = share < 1 ? (step.branch ?? null) : null;
  const fork = branch === null ? null : { name: step.fork ?? '', passing: step.share };
  const met = share * fault.intensity * feels;
  if (met <= 0) return null;
  const standpoint = step.hops > 0 ? 'behind' : order < ownOrder(stream) ? 'way' : 'here';
  const turn = order + courseUnder(shows) * beyondAnyPath;
  const spreads = mode.spreads && stream.link !== fault.link;
  const isTried: true | undefined = branch !== null && ofOne !== ofMissed ? true : undefined;
  return {
    met,
    feels,
    share,
    branch,
    fork,
    shows,
    order: turn,
    standpoint,
    ...(spreads ? { spreads } : {}),
    ...(isTried ? { isTried } : {}),
  };
}

/** A look into a server at what ails the machine, the container or the card under it. */
function insideServer({ mode, harms, intensity }: Fault, order: number): BareMeeting | null {
  const shows = shownInsideServer(mode.effect, mode.access);
  if (!harms || onlyOk(shows)) return null;
  return { met: intensity, feels: 1, ...noBranch, shows, order, beside: true };
}

function isComplaint({ probe, reach }: Stream): boolean {
  return probe === operator && reach === 'through';
}

/** What a look from beside shows, or what a person answers who looked by hand. */
function shownBeside({ probe, key }: Stream, { mode, harms }: Fault): Weights | undefined {
  if (probe === operator) return answersUnder(mode, key);
  const unfelt = harms ? undefined : mode.unfelt?.[probe];
  return unfelt ?? mode.shows[probe] ?? shownFromInside(probe, mode);
}

/** What the fault of a link that is needed does to a process or a container, as seen from beside. */
function knockOnOf(stream: Stream, fault: Fault): BareMeeting | null {
  const shows = shownByKnockOn(stream.probe, fault);
  if (!shows || !stream.knockedOnBy.includes(fault.link)) return null;
  const order = stream.steps.length;
  return {
    met: fault.intensity,
    feels: 1,
    ...noBranch,
    shows,
    order,
    beside: true,
    ...(fault.mode.spreads ? { spreads: true } : {}),
    ...(shows === crashedOnIt ? { nothingElse: true } : {}),
  };
}
