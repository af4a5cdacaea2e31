import type { LinkId } from '../chain/types.ts';

import type { LinkState } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import type { AlikeMeetings } from './alike-meetings.ts';
import type { Fault } from './hypotheses.ts';
import { flickers } from './leak.ts';
import { explains } from './likelihood.ts';
import { alikeTo, type Meetings, meetingOf, meetingsAt } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { countOf, seenBad } from './words.ts';

/** A link is a suspect from this probability on. */
const suspectFrom = 0.1;
/** Below this probability, one odd look is nothing. */
const strayBelow = 0.01;
/**
 * Part of a link's faults, by prior, that its ok looks must be able to show before it is cleared. Low,
 * so that a port that answers clears what listens there; what was looked at stands beside it.
 */
const clearingPower = 0.15;

/** What a verdict knows beside the looks. */
export interface Circumstances {
  readonly series: SeriesIndex;
  /** The faults that are blamed. */
  readonly blamed: readonly Fault[];
  /** Start of the incident; null while all is well. */
  readonly sinceMs: number | null;
  readonly nowMs: number;
}

/** What is said of a link, and what that hangs on. */
export interface Finding {
  readonly state: LinkState;
  readonly why: SafeText;
  /** Whether a look at the link itself is bad: then it also hangs on who is blamed, and how surely. */
  readonly hasBad: boolean;
  /** Whether the words tell how long ago something was. */
  readonly ages: boolean;
  /** Where it is cleared: the series whose last look is told. */
  readonly speaker: Stream | null;
  /** What that look said. */
  readonly said: SafeText | null;
}

/** Whether a link this probable is worth suspecting. */
export function isSuspect(probability: number, sinceMs: number | null): boolean {
  return sinceMs !== null && probability >= suspectFrom;
}

/** What clears a link; it holds as long as the same looks are ok. */
export interface Clearing {
  readonly ok: readonly Stream[];
  /** How many of them tell of the link. */
  readonly looks: number;
  /** The one that says most; null where they cannot clear it. */
  readonly speaker: Stream | null;
}

/**
 * Whether a link is blamed, cleared, suffering or not looked at, and why.
 *
 * @param clearingOf asked where nothing speaks against the link
 */
export function findingOf(
  link: LinkId,
  probability: number,
  { series, blamed, sinceMs, nowMs }: Circumstances,
  clearingOf: (streams: readonly Stream[]) => Clearing,
): Finding {
  const streams = series.touching(link);
  let bad: Stream | undefined;
  let hasBad = false;
  let looksItself = false;
  let isFresh = false;
  for (const stream of streams) {
    if (stream.link !== link) continue;
    looksItself = true;
    if (!stream.isFresh(nowMs)) continue;
    isFresh = true;
    if (!isBad(stream)) continue;
    hasBad = true;
    if (!bad && !isStray(stream, probability)) bad = stream;
  }
  const found = (state: LinkState, why: SafeText): Finding => {
    return { state, why, hasBad, ages: false, speaker: null, said: null };
  };
  if (blamed.some((fault) => fault.link === link)) {
    return found('culprit', bad ? seenBad(bad) : safe`the looks at other links point here`);
  }
  if (isSuspect(probability, sinceMs)) {
    return found('suspect', bad ? seenBad(bad) : safe`could also explain what is seen`);
  }
  if (bad) return found(...sufferingOf(bad, blamed));
  // Where its own looks are blind or old, looks through it are no substitute: say so.
  if (!looksItself || isFresh) {
    const { looks, speaker } = clearingOf(streams);
    if (speaker) {
      return {
        ...found('cleared', whyCleared(speaker, looks)),
        speaker,
        said: speaker.last.summary,
      };
    }
  }
  const [why, ages] = whyUntested(link, streams, nowMs);
  return { ...found('untested', why), ages };
}

/** The same of a link of which nothing changed but what the looks say that clear it. */
export function retold(finding: Finding, clearing: Clearing | undefined): Finding {
  const { speaker, said } = finding;
  if (!speaker || !clearing || speaker.last.summary === said) return finding;
  const why = whyCleared(speaker, clearing.looks);
  return { ...finding, why, said: speaker.last.summary };
}

export function isBad({ badSinceMs, okStreak }: Stream): boolean {
  return badSinceMs !== null && okStreak === 0;
}

/** One late or lost answer of a link that nothing else speaks against: everybody has those. */
function isStray(stream: Stream, probability: number): boolean {
  const symptom = stream.lastSymptom ?? 'ok';
  return probability < strayBelow && countOf(stream).bad < 2 && flickers(symptom);
}

/** A link that fails: because of the culprit, or for a reason that the culprit does not give. */
function sufferingOf(bad: Stream, blamed: readonly Fault[]): [LinkState, SafeText] {
  const symptom = bad.lastSymptom ?? 'ok';
  const cause = blamed.find((fault) => explains(meetingOf(bad, fault), symptom));
  if (cause) return ['symptom', safe`suffers from ${cause.link}: ${seenBad(bad)}`];
  const why = blamed.length > 0 ? safe`not explained by ${blamed[0]?.link}: ` : safe``;
  return ['suspect', safe`${why}${seenBad(bad)}`];
}

/** @param known what cleared the link before, if anything did */
export function clearingOf(
  link: LinkId,
  streams: readonly Stream[],
  circumstances: Circumstances,
  known: Clearing | undefined,
): Clearing {
  const ok = okLooks(link, streams, circumstances);
  if (known && areSame(known.ok, ok)) return known;
  const telling = ok.filter((stream) => (meetingsAt(stream, link)?.length ?? 0) > 0);
  const clears = canClear(link, telling);
  return { ok, looks: telling.length, speaker: clears ? speakerOf(link, telling) : null };
}

function areSame(some: readonly Stream[], others: readonly Stream[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at]);
}

/** Series whose looks are fresh and ok, and from after the beginning of the incident. */
function okLooks(
  link: LinkId,
  streams: readonly Stream[],
  { nowMs, sinceMs }: Circumstances,
): readonly Stream[] {
  return streams.filter(
    (stream) =>
      stream.lastSymptom === 'ok' &&
      stream.isFresh(nowMs) &&
      isSince(stream, sinceMs) &&
      stream.stepOf.has(link),
  );
}

/** Whether the last look is from after the beginning of the incident. */
export function isSince({ looks }: Stream, sinceMs: number | null): boolean {
  return sinceMs === null || (looks.at(-1)?.endedMs ?? 0) >= sinceMs;
}

/** Whether these looks together would have shown a fair part of the faults. Each can only add to that. */
function canClear(link: LinkId, telling: readonly Stream[]): boolean {
  const [first, ...others] = telling.map((stream) => alikeTo(meetingsAt(stream, link) as Meetings));
  if (!first) return false;
  // What clears nearly all links is one look, the same of each.
  first.clears ??= showFairPart([first]);
  return first.clears || (others.length > 0 && showFairPart([first, ...others]));
}

function showFairPart(all: readonly AlikeMeetings[]): boolean {
  const faults = all[0]?.faults ?? [];
  let total = 0;
  for (const { prior } of faults) total += prior;
  if (!(total > 0)) return false;
  const missed = new Float64Array(faults.length).fill(1);
  return all.some(({ meetings }) => {
    miss(missed, meetings);
    let seen = 0;
    for (const { place, prior } of faults) seen += prior * (1 - (missed[place] as number));
    return seen / total >= clearingPower;
  });
}

/** P(none of the looks shows a fault), by fault: with one look more. */
function miss(missed: Float64Array, meetings: Meetings): void {
  for (let place = 0; place < meetings.length; place += 1) {
    const meeting = meetings[place];
    if (!meeting) continue;
    const shown = meeting.met * (1 - (meeting.shows.ok ?? 0));
    missed[place] = (missed[place] as number) * (1 - shown);
  }
}

/** A request that was answered says more than a port that is open or a process that lives. */
function speakerOf(link: LinkId, looks: readonly Stream[]): Stream | null {
  const own = looks.filter((stream) => stream.link === link);
  return own.find(({ reach }) => reach === 'through') ?? own[0] ?? looks[0] ?? null;
}

function whyCleared({ key, last }: Stream, looks: number): SafeText {
  const more = looks > 1 ? `, and ${looks - 1} more` : '';
  return safe`${key}: ${last.summary}${more}`;
}

/** The words, and whether they will be others when time has passed. */
function whyUntested(
  link: LinkId,
  streams: readonly Stream[],
  nowMs: number,
): [why: SafeText, ages: boolean] {
  const own = streams.filter((stream) => stream.link === link);
  const blind = own.find(({ last }) => last.outcome === 'unknown');
  if (blind) return [safe`${blind.key} could not look: ${blind.last.summary}`, false];
  const stale = own.find((stream) => stream.looks.length > 0 && !stream.isFresh(nowMs));
  if (stale) {
    const seconds = Math.round((nowMs - stale.lastMs) / 1_000);
    return [safe`${stale.key} has not looked for ${seconds} s`, true];
  }
  if (own.length > 0) return [safe`its looks cannot show most of its faults`, false];
  return [safe`no probe looks at it`, false];
}
