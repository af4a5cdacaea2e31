import type { LinkId } from '../chain/types.ts';
import type { Culprit } from '../events/verdict.ts';
import type { SafeText } from '../text/safe-text.ts';
import { safe } from '../text/sanitise.ts';
import { explainsLastBad } from './explained.ts';
import type { Fault } from './hypotheses.ts';
import { meetingOf } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import { servedUnder } from './served-words.ts';
import type { Stream } from './stream.ts';
import { trendWords } from './timing-words.ts';
import { meetingVia } from './via.ts';
import { seenBad, seenOk, titleOf } from './words.ts';

const evidenceSentences = 5;
/** What drifts on the blamed link itself, said beside that. */
const trendSentences = 2;
/** Who served the bad looks, said beside that. */
const servedSentences = 2;
/** An ok look counts against a fault that would have shown itself this often. */
const wouldHaveShown = 0.8;

export interface Blame {
  readonly fault: Fault;
  /** Of this link and mode. */
  readonly probability: number;
  /** Of this link. */
  readonly linkProbability: number;
}

/** Puts a blamed fault into words, with what speaks for and against it. */
export function describeCulprit(blame: Blame, series: SeriesIndex, nowMs: number): Culprit {
  const { fault } = blame;
  const streams = series.touching(fault.link);
  const explained = explainedBy(fault, streams);
  const since = Math.min(
    nowMs,
    ...explained.map(({ troubledSinceMs }) => troubledSinceMs ?? nowMs),
  );
  // A share of the requests that fails is another matter than all of them in turns.
  const isOnAndOff =
    fault.intensity === 1 &&
    explained.length > 0 &&
    explained.every((stream) => stream.flapping(nowMs) !== null);
  return {
    link: fault.link,
    mode: fault.mode.id,
    title: isOnAndOff ? safe`${titleOf(fault)}, on and off${restWords(explained)}` : titleOf(fault),
    probability: round(blame.probability),
    linkProbability: round(blame.linkProbability),
    since: new Date(since).toISOString(),
    evidenceFor: [
      ...nearestFirst(explained, fault.link).slice(0, evidenceSentences).map(seenBad),
      ...servedUnder(fault, explained).slice(0, servedSentences),
      ...trendsOf(fault.link, streams, nowMs).slice(0, trendSentences),
    ],
    evidenceAgainst: against(fault, streams, nowMs).slice(0, evidenceSentences),
    remedy: safe`${fault.mode.remedy}`,
    mayHide: hiddenBehind(fault.link, series, nowMs),
  };
}

/** A fault that comes and goes is not over because all is well just now. */
function restWords(explained: readonly Stream[]): SafeText {
  return explained.every(({ rests }) => rests) ? safe`, well just now` : safe``;
}

/** What drifts on the link, though no look calls it bad: memory that leaks before it is out. */
function trendsOf(link: LinkId, streams: readonly Stream[], nowMs: number): readonly SafeText[] {
  return streams
    .filter((stream) => stream.link === link && stream.isFresh(nowMs))
    .flatMap((stream) => stream.trends.map((trend) => trendWords(stream, trend, nowMs)));
}

/** The series whose bad looks the fault explains. */
export function explainedBy(fault: Fault, streams: readonly Stream[]): readonly Stream[] {
  return streams.filter((stream) => stream.badSinceMs !== null && explainsLastBad(stream, fault));
}

function nearestFirst(streams: readonly Stream[], link: LinkId): readonly Stream[] {
  return streams.toSorted((a, b) => Number(b.link === link) - Number(a.link === link));
}

function against(fault: Fault, streams: readonly Stream[], nowMs: number): readonly SafeText[] {
  return streams
    .filter((stream) => stream.isFresh(nowMs) && stream.lastSymptom === 'ok')
    .filter((stream) => {
      const meeting = meetingOf(stream, fault);
      if (meeting === null) return false;
      const { met, shows } = meetingVia(meeting, stream.looks.at(-1)?.via ?? null);
      return met * (1 - (shows.ok ?? 0)) >= wouldHaveShown;
    })
    .map(seenOk);
}

/** Links that are only seen through the culprit: their own faults would not show now. */
function hiddenBehind(culprit: LinkId, series: SeriesIndex, nowMs: number): readonly LinkId[] {
  const behind = new Set<LinkId>();
  for (const stream of series.touching(culprit)) {
    const at = stream.stepOf.get(culprit)?.order;
    if (at === undefined || !stream.isFresh(nowMs) || stream.lastSymptom === 'ok') continue;
    for (const [link, { order }] of stream.stepOf) if (order > at) behind.add(link);
  }
  /** A look that was answered, or that meets the link before the culprit. */
  const shows = (stream: Stream, link: LinkId): boolean => {
    const own = stream.stepOf.get(link);
    if (!own || !stream.isFresh(nowMs)) return false;
    const at = stream.stepOf.get(culprit);
    return stream.lastSymptom === 'ok' || !at || own.order < at.order;
  };
  return [...behind].filter((link) => !series.touching(link).some((one) => shows(one, link)));
}

export function round(probability: number): number {
  return Math.min(0.9999, Math.max(0.0001, Math.round(probability * 10_000) / 10_000));
}
