import type { Chain, LinkId } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';
import type { LinkFinding, LinkState } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { round } from './culprit.ts';
import type { Fault } from './hypotheses.ts';
import { flickers } from './leak.ts';
import { explains } from './likelihood.ts';
import type { LinkShares } from './link-shares.ts';
import { meetingOf, meetingsAt } from './meeting.ts';
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

export interface FindingsInput {
  readonly chain: Chain;
  readonly series: SeriesIndex;
  readonly faultsAt: (link: LinkId) => readonly Fault[];
  /** The faults that are blamed. */
  readonly blamed: readonly Fault[];
  readonly linkProbability: LinkShares;
  /** Start of the incident; null while all is well. */
  readonly sinceMs: number | null;
  readonly nowMs: number;
}

/** What was worked out of a link whose looks are well; it holds as long as the same looks are. */
interface Quiet {
  readonly ok: readonly Stream[];
  /** Those of them that clear the link; none where they cannot. */
  readonly clearing: readonly Stream[];
  /** The look that speaks, and what it said. */
  readonly look: Observation | null;
  readonly why: SafeText;
}

/**
 * Says of every link whether it is blamed, cleared, suffering or not looked at, and why. Remembers what
 * clears each link, since from one verdict to the next that changes at few of them.
 */
export class Findings {
  private readonly quiet = new Map<LinkId, Quiet>();

  of(input: FindingsInput): readonly LinkFinding[] {
    return input.chain.links.map(({ id }, place) => {
      const probability = round(input.linkProbability.at(place));
      const { state, why } = this.stateOf(id, probability, input);
      return { link: id, state, probability, why };
    });
  }

  private stateOf(
    link: LinkId,
    probability: number,
    input: FindingsInput,
  ): { state: LinkState; why: SafeText } {
    const { nowMs, blamed } = input;
    const streams = input.series.touching(link);
    let bad: Stream | undefined;
    let looksItself = false;
    let isFresh = false;
    for (const stream of streams) {
      if (stream.link !== link) continue;
      looksItself = true;
      if (!stream.isFresh(nowMs)) continue;
      isFresh = true;
      if (!bad && isBad(stream) && !isStray(stream, probability)) bad = stream;
    }
    if (blamed.some((fault) => fault.link === link)) {
      return {
        state: 'culprit',
        why: bad ? seenBad(bad) : safe`the looks at other links point here`,
      };
    }
    if (input.sinceMs !== null && probability >= suspectFrom) {
      return { state: 'suspect', why: bad ? seenBad(bad) : safe`could also explain what is seen` };
    }
    if (bad) return sufferingOf(bad, blamed);
    // Where its own looks are blind or old, looks through it are no substitute: say so.
    if (!looksItself || isFresh) {
      const { clearing, why } = this.quietOf(link, streams, input);
      if (clearing.length > 0) return { state: 'cleared', why };
    }
    return { state: 'untested', why: whyUntested(link, streams, nowMs) };
  }

  private quietOf(link: LinkId, streams: readonly Stream[], input: FindingsInput): Quiet {
    const known = this.quiet.get(link);
    const ok = okLooks(link, streams, input);
    const same = known !== undefined && areSame(known.ok, ok);
    const clearing = same ? known.clearing : clearingLooks(link, ok, input.faultsAt(link));
    const best = speakerOf(link, clearing);
    if (same && known.look === (best?.last ?? null)) return known;
    const quiet = { ok, clearing, look: best?.last ?? null, why: whyCleared(best, clearing) };
    this.quiet.set(link, quiet);
    return quiet;
  }
}

function isBad({ badSinceMs, okStreak }: Stream): boolean {
  return badSinceMs !== null && okStreak === 0;
}

function areSame(some: readonly Stream[], others: readonly Stream[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at]);
}

/** One late or lost answer of a link that nothing else speaks against: everybody has those. */
function isStray(stream: Stream, probability: number): boolean {
  const symptom = stream.lastSymptom ?? 'ok';
  return probability < strayBelow && countOf(stream).bad < 2 && flickers(symptom);
}

/** A link that fails: because of the culprit, or for a reason that the culprit does not give. */
function sufferingOf(bad: Stream, blamed: readonly Fault[]): { state: LinkState; why: SafeText } {
  const symptom = bad.lastSymptom ?? 'ok';
  const cause = blamed.find((fault) => explains(meetingOf(bad, fault), symptom));
  if (cause) return { state: 'symptom', why: safe`suffers from ${cause.link}: ${seenBad(bad)}` };
  const why = blamed.length > 0 ? safe`not explained by ${blamed[0]?.link}: ` : safe``;
  return { state: 'suspect', why: safe`${why}${seenBad(bad)}` };
}

/** Series whose looks are fresh and ok, and from after the beginning of the incident. */
function okLooks(
  link: LinkId,
  streams: readonly Stream[],
  { nowMs, sinceMs }: FindingsInput,
): readonly Stream[] {
  return streams.filter(
    (stream) =>
      stream.lastSymptom === 'ok' &&
      stream.stepOf.has(link) &&
      stream.isFresh(nowMs) &&
      (sinceMs === null || (stream.looks.at(-1)?.endedMs ?? 0) >= sinceMs),
  );
}

/** Those of the ok looks that tell, where they together would have shown a fair part of the faults. */
function clearingLooks(
  link: LinkId,
  ok: readonly Stream[],
  faults: readonly Fault[],
): readonly Stream[] {
  const missed = new Float64Array(faults.length).fill(1);
  const telling = ok.filter((stream) => {
    const meetings = meetingsAt(stream, link) ?? [];
    meetings.forEach((meeting, place) => {
      if (!meeting) return;
      const shown = meeting.met * (1 - (meeting.shows.ok ?? 0));
      missed[place] = (missed[place] as number) * (1 - shown);
    });
    return meetings.length > 0;
  });
  let seen = 0;
  let total = 0;
  for (const { place, prior } of faults) {
    total += prior;
    seen += prior * (1 - (missed[place] as number));
  }
  return total > 0 && seen / total >= clearingPower ? telling : [];
}

/** A request that was answered says more than a port that is open or a process that lives. */
function speakerOf(link: LinkId, looks: readonly Stream[]): Stream | undefined {
  const own = looks.filter((stream) => stream.link === link);
  return own.find(({ reach }) => reach === 'through') ?? own[0] ?? looks[0];
}

function whyCleared(best: Stream | undefined, looks: readonly Stream[]): SafeText {
  const more = looks.length > 1 ? `, and ${looks.length - 1} more` : '';
  return best ? safe`${best.key}: ${best.last.summary}${more}` : safe`looked at`;
}

function whyUntested(link: LinkId, streams: readonly Stream[], nowMs: number): SafeText {
  const own = streams.filter((stream) => stream.link === link);
  const blind = own.find(({ last }) => last.outcome === 'unknown');
  if (blind) return safe`${blind.key} could not look: ${blind.last.summary}`;
  const stale = own.find((stream) => stream.looks.length > 0 && !stream.isFresh(nowMs));
  if (stale)
    return safe`${stale.key} has not looked for ${Math.round((nowMs - stale.lastMs) / 1_000)} s`;
  if (own.length > 0) return safe`its looks cannot show most of its faults`;
  return safe`no probe looks at it`;
}
