import type { LinkId } from '../chain/types.ts';
import { meetingsAt } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import { afreshOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimonyOf } from './testimony.ts';

/** Only looks this young speak for faults in company, in seconds of a chain that looks once a second. */
const windowSeconds = 30;
/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;
/** Series read of one link; a name may stand on the way of thousands. The bad ones come first. */
const mostSeries = 64;

/** What one series showed in the window, as often as it did. */
export interface Shown {
  readonly stream: Stream;
  /** Number of the sight. */
  readonly sight: number;
  /** For how many series like it this one stands. */
  readonly weight: number;
  /** Number of the series among those of the link. */
  readonly series: number;
  /** What the sight says of the faults of the link; null: it cannot tell of any. */
  readonly testimony: Testimony | null;
  /** The same, had the series been well before. */
  readonly afresh: Testimony | null;
}

/** The looks that can tell of one link, oldest first. */
export interface LinkLooks {
  /** Each different sight of each series. */
  readonly shown: readonly Shown[];
  /** Of each look: its place in `shown`. */
  readonly place: Int32Array;
  readonly startedMs: Float64Array;
  /**
   * Of each look: the chance that a fault which is there began between the look before and it. Of the
   * first: in all the time before.
   */
  readonly gap: Float64Array;
  /** The largest of them. */
  readonly widestGap: number;
}

/** The looks of one series in the window, oldest first. */
export interface SeriesLooks {
  /** Milliseconds since the beginning of the window, whole. */
  readonly sinceBegin: Float64Array;
  /** Of each look: the place of what it showed. */
  readonly place: Int32Array;
  /** Numbers of the different sights. */
  readonly sights: readonly number[];
}

/** The latest looks of every series, as numbers: what sets of faults are weighed on. */
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
  badOf(stream: Stream): readonly { readonly sight: number; readonly count: number }[] {
    const counts = new Map<number, number>();
    for (const { endedMs, symptom, sight } of stream.looks) {
      if (symptom === 'ok' || endedMs <= this.beginMs) continue;
      counts.set(sight, (counts.get(sight) ?? 0) + 1);
    }
    return [...counts].map(([sight, count]) => ({ sight, count }));
  }

  private gather(link: LinkId): LinkLooks {
    const { streams, weight } = sample(this.index.touching(link));
    const all = streams.map((stream) => this.seriesOf(stream));
    const length = all.reduce((sum, { place }) => sum + place.length, 0);
    const shown: Shown[] = [];
    const places = new Int32Array(length);
    const keys = new Float64Array(length);
    let count = 0;
    all.forEach(({ sinceBegin, place, sights }, at) => {
      const stream = streams[at] as Stream;
      const meetings = meetingsAt(stream, link);
      const from = shown.length;
      for (const sight of sights) {
        shown.push({
          ...{ stream, sight, weight: weight[at] as number, series: at },
          testimony: meetings ? testimonyOf(meetings, sight) : null,
          afresh: meetings ? testimonyOf(meetings, afreshOf(sight)) : null,
        });
      }
      for (let look = 0; look < place.length; look += 1) {
        // Sorted as one number each: when it started, then which look it is.
        keys[count] = (sinceBegin[look] as number) * length + count;
        places[count] = from + (place[look] as number);
        count += 1;
      }
    });
    keys.sort();
    const place = new Int32Array(length);
    const startedMs = new Float64Array(length);
    for (let at = 0; at < length; at += 1) {
      const key = keys[at] as number;
      const sinceBegin = Math.floor(key / length);
      place[at] = places[key - sinceBegin * length] as number;
      startedMs[at] = sinceBegin + this.beginMs;
    }
    const gap = gapsOf(startedMs);
    return { shown, place, startedMs, gap, widestGap: gap.reduce((a, b) => Math.max(a, b), 0) };
  }

  seriesOf(stream: Stream): SeriesLooks {
    let known = this.ofStream.get(stream);
    if (!known) {
      const looks = stream.looks.filter(({ endedMs }) => endedMs > this.beginMs);
      const sights = [...new Set(looks.map(({ sight }) => sight))];
      known = {
        sinceBegin: Float64Array.from(looks, (look) => Math.floor(look.startedMs) - this.beginMs),
        place: Int32Array.from(looks, ({ sight }) => sights.indexOf(sight)),
        sights,
      };
      this.ofStream.set(stream, known);
    }
    return known;
  }
}

function gapsOf(startedMs: Float64Array): Float64Array {
  const gaps = new Float64Array(startedMs.length);
  const spanMs = Math.max(1, (startedMs.at(-1) ?? 0) - (startedMs[0] ?? 0));
  gaps[0] = 1 - beganWithin;
  for (let at = 1; at < gaps.length; at += 1) {
    const gapMs = Math.max(1, (startedMs[at] as number) - (startedMs[at - 1] as number));
    gaps[at] = (beganWithin * gapMs) / spanMs;
  }
  return gaps;
}

/** All series of a link, or of too many every bad one and every n-th of the others, which count n times. */
function sample(streams: readonly Stream[]): { streams: readonly Stream[]; weight: Float64Array } {
  if (streams.length <= mostSeries) {
    return { streams, weight: new Float64Array(streams.length).fill(1) };
  }
  const half = mostSeries / 2;
  const bad = streams.filter(({ badSinceMs }) => badSinceMs !== null);
  const well = streams.filter(({ badSinceMs }) => badSinceMs === null);
  const kept = [bad, well].map((group) => {
    const every = Math.max(1, Math.ceil(group.length / half));
    const chosen = group.filter((_, at) => at % every === 0);
    return { chosen, weight: chosen.length === 0 ? 0 : group.length / chosen.length };
  });
  return {
    streams: kept.flatMap(({ chosen }) => chosen),
    weight: Float64Array.from(kept.flatMap(({ chosen, weight }) => chosen.map(() => weight))),
  };
}
