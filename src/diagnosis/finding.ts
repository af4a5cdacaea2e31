import type { LinkId } from '../chain/types.ts';
import type { LinkState } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { canClear } from './clearing.ts';
import { explainsLastBad } from './explained.ts';
import { ownOrder } from './exposure.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import { flickers } from './leak.ts';
import type { Onlooker } from './onlookers.ts';
import { seen, speaks } from './series-news.ts';
import type { Stream } from './stream.ts';
import { causeOf, explaining } from './suffering.ts';
import { countOf, saidWell, seenBad } from './words.ts';

/** A link is a suspect from this part of what is believed to be broken on … */
const suspectPart = 0.1;
/** … and never below this probability. */
const leastSuspect = 0.02;
/** Below this probability, one odd look is nothing. */
const strayBelow = 0.01;

/** What a verdict knows beside the looks. */
export interface Circumstances {
  readonly faultsAt: FaultsAt;
  /** The faults that are blamed. */
  readonly blamed: readonly Fault[];
  /** Where nobody is blamed: the likeliest fault of each link that may be at fault. */
  readonly suspected: readonly Fault[];
  /** Since when each of those that are blamed is, in milliseconds since the epoch. */
  readonly beganMs: ReadonlyMap<Fault, number>;
  /** Start of the incident; null while all is well. */
  readonly sinceMs: number | null;
  /** The probability from which on a link is a suspect. */
  readonly suspectedFrom: number;
  readonly nowMs: number;
}

/** What is said of a link, and what that hangs on. */
export interface Finding {
  readonly state: LinkState;
  readonly why: SafeText;
  /** Whether a look at the link itself is bad: then it also hangs on who is blamed, and how surely. */
  readonly hasBad: boolean;
  /** Where it is cleared: the series whose last look is told, and how many speak for the link. */
  readonly cleared: Cleared | null;
  /** Where its looks are too old: the series that tells for how long, and the seconds. */
  readonly stale: Stale | null;
}

interface Cleared {
  readonly by: Stream;
  readonly said: SafeText;
  readonly looks: number;
}

interface Stale {
  readonly stream: Stream;
  readonly seconds: number;
}

/** From which probability on a link is a suspect: those of an incident stay so while it may be over. */
export function suspectFrom(noFault: number): number {
  return Math.max(leastSuspect, suspectPart * (1 - noFault));
}

/** Whether a link this probable is worth suspecting. */
export function isSuspect(
  probability: number,
  { sinceMs, suspectedFrom }: Pick<Circumstances, 'sinceMs' | 'suspectedFrom'>,
): boolean {
  return sinceMs !== null && probability >= suspectedFrom;
}

/**
 * Whether a link is blamed, cleared, suffering or not looked at, and why.
 *
 * @param states what is seen of each series, by number: see series-news.ts
 */
export function findingOf(
  link: LinkId,
  probability: number,
  onlookers: readonly Onlooker[],
  states: readonly number[],
  circumstances: Circumstances,
): Finding {
  const { blamed, nowMs } = circumstances;
  const bads: Stream[] = [];
  let hasBad = false;
  let looksItself = false;
  let isFresh = false;
  let speaker: Onlooker | undefined;
  let looks = 0;
  for (const one of onlookers) {
    const state = states[one.number] as number;
    if (one.own) {
      looksItself = true;
      if ((state & seen.fresh) !== 0) {
        isFresh = true;
        if ((state & seen.bad) !== 0) {
          hasBad = true;
          if (!isStray(one.stream, probability)) bads.push(one.stream);
        }
      }
    }
    if ((state & speaks) !== speaks || !one.meets) continue;
    looks += 1;
    if (!speaker || tellsMore(one, speaker)) speaker = one;
  }
  const [bad] = bads;
  const found = (state: LinkState, why: SafeText): Finding => {
    return { state, why, hasBad, cleared: null, stale: null };
  };
  const ofLink = blamed.filter((fault) => fault.link === link);
  if (ofLink.length > 0) {
    const shown = shownBy(ofLink, onlookers, states) ?? bad;
    return found('culprit', shown ? seenBad(shown) : safe`the looks at other links point here`);
  }
  if (isSuspect(probability, circumstances)) {
    const unlooked = onlookers.some(({ own }) => own) ? safe`` : safe`, and no probe looks at it`;
    return found('suspect', bad ? seenBad(bad) : safe`could explain what is seen${unlooked}`);
  }
  if (bad && !bads.every((one) => isOnlyItsWay(one, speaker, circumstances))) {
    return found(...sufferingOf(bad, probability, circumstances));
  }
  // Where its own looks are blind or old, looks through it are no substitute: say so.
  if (speaker && (!looksItself || isFresh) && canClear(onlookers, states)) {
    const by = speaker.stream;
    const why = whyCleared(by, looks);
    return { ...found('cleared', why), cleared: { by, said: saidWell(by), looks } };
  }
  return untested(onlookers, states, nowMs, found);
}

/** The first bad series of the link that one of its faults explains: another may suffer from something else. */
function shownBy(
  faults: readonly Fault[],
  onlookers: readonly Onlooker[],
  states: readonly number[],
): Stream | undefined {
  const isBad = seen.fresh | seen.bad;
  return onlookers.find(
    ({ own, number, stream }) =>
      own &&
      ((states[number] as number) & isBad) === isBad &&
      faults.some((fault) => explainsLastBad(stream, fault)),
  )?.stream;
}

/** The same of a link of which nothing changed but what its looks say, and how long ago they were. */
export function retold(finding: Finding, nowMs: number): Finding {
  const { cleared, stale } = finding;
  if (cleared) {
    const { by, looks } = cleared;
    const said = saidWell(by);
    if (said === cleared.said) return finding;
    return { ...finding, why: whyCleared(by, looks), cleared: { by, said, looks } };
  }
  if (!stale) return finding;
  const seconds = secondsSince(stale.stream, nowMs);
  if (seconds === stale.seconds) return finding;
  return { ...finding, why: whyStale(stale.stream, seconds), stale: { ...stale, seconds } };
}

/** One late or lost answer of a link that nothing else speaks against: everybody has those. */
function isStray(stream: Stream, probability: number): boolean {
  const symptom = stream.lastSymptom ?? 'ok';
  return probability < strayBelow && countOf(stream).bad < 2 && flickers(symptom);
}

/** Whether a series fails over the way alone by which its vantage comes to the link, which does as much for another. */
function isOnlyItsWay(
  bad: Stream,
  speaker: Onlooker | undefined,
  { blamed, beganMs, faultsAt }: Circumstances,
): boolean {
  if (!speaker?.own || speaker.stream.reach !== bad.reach) return false;
  if (speaker.stream.vantage === bad.vantage) return false;
  const cause = causeOf(bad, blamed, beganMs, faultsAt);
  const place = cause && bad.stepOf.get(cause.link);
  return place !== undefined && place.order < ownOrder(bad);
}

/** A link that fails: because of a culprit, or for a reason that no culprit gives. */
function sufferingOf(
  bad: Stream,
  probability: number,
  { blamed, suspected, beganMs, faultsAt }: Circumstances,
): [LinkState, SafeText] {
  const cause = causeOf(bad, blamed, beganMs, faultsAt);
  if (cause) return ['symptom', safe`suffers from ${cause.link}: ${seenBad(bad)}`];
  const [one, other] = explaining(bad, suspected, faultsAt);
  if (one) {
    const names = other ? safe`${one.link} or ${other.link}` : safe`${one.link}`;
    return ['symptom', safe`suffers from ${names}: ${seenBad(bad)}`];
  }
  const [first] = blamed;
  const but = first ? safe`not explained by ${first.link}: ` : safe``;
  if (probability >= strayBelow) return ['suspect', safe`${but}${seenBad(bad)}`];
  const why = first ? but : safe`not explained yet: `;
  return ['failing', safe`${why}${seenBad(bad)}`];
}

/** A request that was answered says more than a port that is open or a process that lives. */
function tellsMore(one: Onlooker, other: Onlooker): boolean {
  const rank = ({ own, stream }: Onlooker) => (own ? (stream.reach === 'through' ? 2 : 1) : 0);
  return rank(one) > rank(other);
}

function whyCleared(by: Stream, looks: number): SafeText {
  const more = looks > 1 ? `, and ${looks - 1} more` : '';
  return safe`${by.key}: ${saidWell(by)}${more}`;
}

function untested(
  onlookers: readonly Onlooker[],
  states: readonly number[],
  nowMs: number,
  found: (state: LinkState, why: SafeText) => Finding,
): Finding {
  const own = onlookers.filter((one) => one.own);
  const stateOf = ({ number }: Onlooker) => states[number] as number;
  const blind = own.find((one) => (stateOf(one) & seen.blind) !== 0)?.stream;
  if (blind) return found('untested', safe`${blind.key} could not look: ${blind.last.summary}`);
  const old = own.find((one) => (stateOf(one) & (seen.looked | seen.fresh)) === seen.looked);
  if (old) {
    const { stream } = old;
    const seconds = secondsSince(stream, nowMs);
    return { ...found('untested', whyStale(stream, seconds)), stale: { stream, seconds } };
  }
  if (own.length > 0) return found('untested', safe`its looks cannot show most of its faults`);
  return found('untested', safe`no probe looks at it`);
}

function secondsSince({ lastMs }: Stream, nowMs: number): number {
  return Math.round((nowMs - lastMs) / 1_000);
}

function whyStale({ key }: Stream, seconds: number): SafeText {
  return safe`${key} has not looked for ${seconds} s`;
}
