import type { Fault } from './hypotheses.ts';
import { leak } from './leak.ts';
import { explains, meetingOf, probabilityGiven, probabilityGivenBoth } from './likelihood.ts';
import type { Look, Stream } from './stream.ts';

/** Odds of a second fault beside a known one, before any evidence for it. */
const priorOfSecondFault = 0.02;
/** Only looks this young speak for a second fault, in seconds of a chain that looks once a second. */
const windowSeconds = 30;
/** Bad looks in the window that the first fault must leave unexplained on one series. */
const unexplainedLooks = 2;
/** A series that was fine this many times in a row speaks of a fault that is over. */
const okLooksForgive = 6;
export interface SecondFault {
  readonly fault: Fault;
  /** P(this fault too | the first one), 0…1. */
  readonly probability: number;
}

/**
 * The best second fault beside `first`. Grown only from the paths of series whose bad looks the
 * first one does not explain, so it costs nothing while one fault explains all.
 */
export function secondFault(
  first: Fault,
  faults: readonly Fault[],
  streams: readonly Stream[],
  nowMs: number,
): SecondFault | null {
  const unexplained = streams.filter((stream) => leavesUnexplained(first, stream, nowMs));
  if (unexplained.length === 0) return null;
  const candidates = faults.filter(
    (fault) =>
      (fault.link !== first.link || fault.mode !== first.mode) &&
      unexplained.some((stream) => helps(fault, stream)),
  );
  let best: { fault: Fault; logOdds: number } | null = null;
  for (const fault of candidates) {
    const logOdds =
      Math.log(priorOfSecondFault * fault.prior) + evidenceFor(fault, first, streams, nowMs);
    if (!best || logOdds > best.logOdds) best = { fault, logOdds };
  }
  // The same link was ill in another way before: one link to blame, and no second one.
  if (!best || best.fault.link === first.link) return null;
  return { fault: best.fault, probability: 1 / (1 + Math.exp(-best.logOdds)) };
}

function recent(stream: Stream, nowMs: number): readonly Look[] {
  return stream.looks.filter(
    ({ endedMs }) => endedMs > nowMs - windowSeconds * 1_000 * stream.pace,
  );
}

function leavesUnexplained(first: Fault, stream: Stream, nowMs: number): boolean {
  if (stream.badSinceMs === null || stream.okStreak >= okLooksForgive) return false;
  const meeting = meetingOf(stream, first);
  const bad = recent(stream, nowMs).filter(
    ({ symptom }) => symptom !== 'ok' && !explains(meeting, symptom),
  );
  return bad.length >= unexplainedLooks;
}

function helps(fault: Fault, stream: Stream): boolean {
  const symptom = stream.looks.findLast((look) => look.symptom !== 'ok')?.symptom;
  return symptom !== undefined && explains(meetingOf(stream, fault), symptom);
}

/**
 * Log-likelihood ratio of both faults to the first alone, over all looks since the second one would
 * have begun: with the first bad look that it explains and the other fault does not.
 */
function evidenceFor(
  fault: Fault,
  first: Fault,
  streams: readonly Stream[],
  nowMs: number,
): number {
  const onsetMs = onsetOf(fault, first, streams, nowMs);
  const looks = streams.flatMap((stream) => {
    const meeting = meetingOf(stream, fault);
    if (!meeting) return [];
    const firstMeeting = meetingOf(stream, first);
    return recent(stream, nowMs)
      .filter(({ startedMs }) => startedMs >= onsetMs)
      .map((look) => ({ look, meeting, firstMeeting }));
  });
  looks.sort((a, b) => a.look.endedMs - b.look.endedMs);
  let sum = 0;
  for (const { look, meeting, firstMeeting } of looks) {
    const alone = firstMeeting ? probabilityGiven(firstMeeting, look.symptom) : leak(look.symptom);
    const both =
      fault.link === first.link
        ? // One illness in two stages: a look met the one or the other.
          Math.max(alone, probabilityGiven(meeting, look.symptom))
        : probabilityGivenBoth(firstMeeting, meeting, look.symptom);
    sum += Math.log(both / alone);
  }
  return sum;
}

function onsetOf(fault: Fault, first: Fault, streams: readonly Stream[], nowMs: number): number {
  let onsetMs = Number.POSITIVE_INFINITY;
  for (const stream of streams) {
    const meeting = meetingOf(stream, fault);
    const firstMeeting = meetingOf(stream, first);
    const telling = recent(stream, nowMs).find(
      ({ symptom }) =>
        symptom !== 'ok' && explains(meeting, symptom) && !explains(firstMeeting, symptom),
    );
    if (telling) onsetMs = Math.min(onsetMs, telling.startedMs);
  }
  return onsetMs;
}
