import type { Chain, LinkId } from '../chain/types.ts';
import type { LinkFinding, LinkState } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { round } from './culprit.ts';
import type { Fault } from './hypotheses.ts';
import { flickers } from './leak.ts';
import { explains, meetingOf } from './likelihood.ts';
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
  readonly linkProbability: ReadonlyMap<LinkId, number>;
  /** Start of the incident; null while all is well. */
  readonly sinceMs: number | null;
  readonly nowMs: number;
}

/** What is said of every link: blamed, cleared, suffering or not looked at, and why. */
export function findingsOf(input: FindingsInput): readonly LinkFinding[] {
  return input.chain.links.map(({ id }) => {
    const probability = round(input.linkProbability.get(id) ?? 0);
    const { state, why } = stateOf(id, probability, input);
    return { link: id, state, probability, why };
  });
}

function stateOf(
  link: LinkId,
  probability: number,
  input: FindingsInput,
): { state: LinkState; why: SafeText } {
  const { nowMs } = input;
  const streams = input.series.touching(link);
  const own = streams.filter((stream) => stream.link === link && stream.isFresh(nowMs));
  const bad = own.find(
    (stream) =>
      stream.badSinceMs !== null && stream.okStreak === 0 && !isStray(stream, probability),
  );
  if (input.blamed.some((fault) => fault.link === link)) {
    return {
      state: 'culprit',
      why: bad ? seenBad(bad) : safe`the looks at other links point here`,
    };
  }
  if (input.sinceMs !== null && probability >= suspectFrom) {
    return { state: 'suspect', why: bad ? seenBad(bad) : safe`could also explain what is seen` };
  }
  if (bad) return sufferingOf(bad, input.blamed);
  // Where its own looks are blind or old, looks through it are no substitute: say so.
  const ownAreBlind = own.length === 0 && streams.some((stream) => stream.link === link);
  const clearing = ownAreBlind ? [] : clearingLooks(link, streams, input);
  if (clearing.length > 0) return { state: 'cleared', why: whyCleared(link, clearing) };
  return { state: 'untested', why: whyUntested(link, streams, nowMs) };
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

/** Fresh ok looks that together would have shown a fair part of the link's faults. */
function clearingLooks(
  link: LinkId,
  streams: readonly Stream[],
  { faultsAt, nowMs, sinceMs }: FindingsInput,
): readonly Stream[] {
  const ok = streams.filter(
    (stream) =>
      stream.stepOf.has(link) &&
      stream.lastSymptom === 'ok' &&
      stream.isFresh(nowMs) &&
      (sinceMs === null || (stream.looks.at(-1)?.endedMs ?? 0) >= sinceMs),
  );
  const telling = new Set<Stream>();
  let seen = 0;
  let total = 0;
  for (const fault of faultsAt(link)) {
    total += fault.prior;
    let missed = 1;
    for (const stream of ok) {
      const meeting = meetingOf(stream, fault);
      if (!meeting) continue;
      telling.add(stream);
      missed *= 1 - meeting.met * (1 - (meeting.shows.ok ?? 0));
    }
    seen += fault.prior * (1 - missed);
  }
  return total > 0 && seen / total >= clearingPower ? [...telling] : [];
}

function whyCleared(link: LinkId, looks: readonly Stream[]): SafeText {
  const own = looks.filter((stream) => stream.link === link);
  // A request that was answered says more than a port that is open or a process that lives.
  const best = own.find(({ reach }) => reach === 'through') ?? own[0] ?? looks[0];
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
