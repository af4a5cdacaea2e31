import type { LinkId } from '../chain/types.ts';
import { type Meetings, meetingsAt } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import { afreshOf, sightOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimonyOf } from './testimony.ts';

/** Only looks this young speak for faults in company, in seconds of a chain that looks once a second. */
const windowSeconds = 30;
/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;
/** Series read of one link; a name may stand on the way of thousands. The bad ones come first. */
const mostSeries = 64;
/** Moments of one link at which a fault may have begun. */
const mostMoments = 32;

/** The looks of one series in the window, oldest first. */
export interface SeriesLooks {
  /** Milliseconds since the epoch. */
  readonly startedMs: Float64Array;
  /** Numbers of the sights. */
  readonly sights: Int32Array;
  /** When it began to fail, or to fail otherwise than before. */
  readonly turnsMs: readonly number[];
}

/** Looks of one series, one after another, that showed the same. */
export interface Row {
  readonly sight: number;
  /** How many looks. */
  readonly count: number;
  /** Place of the first of them among the looks of the series. */
  readonly from: number;
  /** Number of the series among those of the link. */
  readonly series: number;
  /** For how many series like it this one stands. */
  readonly weight: number;
  /** What the sight says of the faults of the link. */
  readonly testimony: Testimony;
  /** The same, had the series been well before. */
  readonly afresh: Testimony;
}

/** A moment at which a fault may have begun, and what was seen from there to the next such moment. */
export interface Moment {
  readonly startMs: number;
  /** Natural log of the chance that a fault which is there began just before it. */
  readonly logGap: number;
  /** Those of one series stand together, the latest first. */
  readonly rows: readonly Row[];
}

/** The looks that can tell of one link. */
export interface LinkLooks {
  readonly streams: readonly Stream[];
  /** By series. */
  readonly meetings: readonly Meetings[];
  /** By series, then by look. */
  readonly startedMs: readonly Float64Array[];
  /** The latest first. */
  readonly moments: readonly Moment[];
  /** The largest of their gaps. */
  readonly widestLogGap: number;
}

/** The latest looks of every series: what sets of faults are weighed on. */
export class LookWindow {
  private readonly ofLink = new Map<LinkId, LinkLooks>();
  private readonly ofStream = new Map<Stream, SeriesLooks>();
  private readonly index: SeriesIndex;
  readonly beginMs: number;

  constructor(index: SeriesIndex, pace: number, nowMs: number) {
    this.index = index;
    this.beginMs = Math.floor(nowMs - windowSeconds * 1_000 * pace);
  }

  looksOf(link: LinkId): LinkLooks {
    let looks = this.ofLink.get(link);
    if (!looks) {
      looks = this.gather(link);
      this.ofLink.set(link, looks);
    }
    return looks;
  }

  /** The bad looks of a series, by the number of what they showed. */
  badOf(stream: Stream): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const sight of this.seriesOf(stream).sights) {
      if (sightOf(sight).symptom !== 'ok') counts.set(sight, (counts.get(sight) ?? 0) + 1);
    }
    return counts;
  }

  seriesOf(stream: Stream): SeriesLooks {
    let known = this.ofStream.get(stream);
    if (!known) {
      known = looksSince(stream, this.beginMs);
      this.ofStream.set(stream, known);
    }
    return known;
  }

  private gather(link: LinkId): LinkLooks {
    const { streams, weight, meetings } = sample(this.index.touching(link), link);
    const all = streams.map((stream) => this.seriesOf(stream));
    const beginsMs = momentsOf(all);
    const rows: Row[][] = beginsMs.map(() => []);
    // Of each moment: the last look before it.
    const beforeMs = beginsMs.map(() => Number.NEGATIVE_INFINITY);
    all.forEach((looks, series) => {
      const own = { series, weight: weight[series] as number };
      addRows(looks, own, meetings[series] as Meetings, beginsMs, rows, beforeMs);
    });
    const gaps = gapsOf(beginsMs, beforeMs, all);
    const moments = beginsMs.map((startMs, at) => ({
      startMs,
      logGap: gaps[at] as number,
      rows: (rows[at] as Row[]).reverse(),
    }));
    const widestLogGap = Math.max(Number.NEGATIVE_INFINITY, ...gaps);
    const startedMs = all.map((looks) => looks.startedMs);
    return { streams, meetings, startedMs, moments: moments.reverse(), widestLogGap };
  }
}

function looksSince({ looks }: Stream, beginMs: number): SeriesLooks {
  let from = looks.length;
  while (from > 0 && (looks[from - 1]?.endedMs ?? 0) > beginMs) from -= 1;
  const length = looks.length - from;
  const startedMs = new Float64Array(length);
  const sights = new Int32Array(length);
  const turnsMs: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const look = looks[from + at];
    if (!look) break;
    startedMs[at] = look.startedMs;
    sights[at] = look.sight;
    if (at > 0 && look.symptom !== 'ok' && look.symptom !== looks[from + at - 1]?.symptom) {
      turnsMs.push(look.startedMs);
    }
  }
  return { startedMs, sights, turnsMs };
}

/**
 * The moments at which a fault of the link may have begun, oldest first: with the first look, or as a series
 * began to fail. In between, the longer it is there the better or the worse, all along. Of too many, the last
 * of each series come first.
 */
function momentsOf(all: readonly SeriesLooks[]): readonly number[] {
  const firstMs = all.reduce(
    (first, { startedMs }) => Math.min(first, startedMs[0] ?? first),
    Number.POSITIVE_INFINITY,
  );
  const turns = new Set([firstMs]);
  const most = Math.max(0, ...all.map(({ turnsMs }) => turnsMs.length));
  for (let back = 1; back <= most && turns.size < mostMoments; back += 1) {
    for (const { turnsMs } of all) {
      const ms = turnsMs.at(-back);
      if (ms !== undefined && turns.size < mostMoments) turns.add(ms);
    }
  }
  return [...turns].sort((a, b) => a - b);
}

function addRows(
  { startedMs, sights }: SeriesLooks,
  own: { readonly series: number; readonly weight: number },
  meetings: Meetings,
  beginsMs: readonly number[],
  rows: readonly Row[][],
  beforeMs: number[],
): void {
  let moment = 0;
  for (let from = 0; from < startedMs.length; ) {
    const firstMs = startedMs[from] as number;
    while (moment + 1 < beginsMs.length && (beginsMs[moment + 1] as number) <= firstMs) {
      moment += 1;
      const ms = startedMs[from - 1] ?? Number.NEGATIVE_INFINITY;
      beforeMs[moment] = Math.max(beforeMs[moment] as number, ms);
    }
    const untilMs = beginsMs[moment + 1] ?? Number.POSITIVE_INFINITY;
    const sight = sights[from] as number;
    let end = from + 1;
    while (end < sights.length && sights[end] === sight && (startedMs[end] as number) < untilMs) {
      end += 1;
    }
    rows[moment]?.push({
      sight,
      count: end - from,
      from,
      ...own,
      testimony: testimonyOf(meetings, sight),
      afresh: testimonyOf(meetings, afreshOf(sight)),
    });
    from = end;
  }
  const lastMs = startedMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  for (moment += 1; moment < beginsMs.length; moment += 1) {
    beforeMs[moment] = Math.max(beforeMs[moment] as number, lastMs);
  }
}

/** By moment: natural log of the part of the window that lies between it and the look before. */
function gapsOf(
  beginsMs: readonly number[],
  beforeMs: readonly number[],
  all: readonly SeriesLooks[],
): readonly number[] {
  const lastMs = all.reduce((last, { startedMs }) => Math.max(last, startedMs.at(-1) ?? last), 0);
  const spanMs = Math.max(1, lastMs - (beginsMs[0] as number));
  return beginsMs.map((ms, at) => {
    if (at === 0) return Math.log(1 - beganWithin);
    const gapMs = Math.max(1, ms - Math.max(beginsMs[0] as number, beforeMs[at] as number));
    return Math.log((beganWithin * gapMs) / spanMs);
  });
}

interface Sample {
  readonly streams: readonly Stream[];
  readonly weight: readonly number[];
  readonly meetings: readonly Meetings[];
}

/** All series that meet the link, or of too many every bad one and every n-th of the others, which count n times. */
function sample(touching: readonly Stream[], link: LinkId): Sample {
  const streams = touching.filter((stream) => meetingsAt(stream, link) !== undefined);
  const half = mostSeries / 2;
  const groups =
    streams.length <= mostSeries
      ? [{ chosen: streams, weight: 1 }]
      : [true, false].map((isBad) => {
          const group = streams.filter(({ badSinceMs }) => (badSinceMs !== null) === isBad);
          const every = Math.max(1, Math.ceil(group.length / half));
          const chosen = group.filter((_, at) => at % every === 0);
          return { chosen, weight: group.length / Math.max(1, chosen.length) };
        });
  const kept = groups.flatMap(({ chosen }) => chosen);
  return {
    streams: kept,
    weight: groups.flatMap(({ chosen, weight }) => chosen.map(() => weight)),
    meetings: kept.map((stream) => meetingsAt(stream, link) as Meetings),
  };
}
