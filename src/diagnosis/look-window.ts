import type { LinkId } from '../chain/types.ts';
import { meetingsAt } from './meeting.ts';
import type { SeriesIndex } from './series.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimonyOf } from './testimony.ts';

/** Only looks this young speak for faults in company, in seconds of a chain that looks once a second. */
const windowSeconds = 30;
/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;
/** Series read of one link; a name may stand on the way of thousands. The bad ones come first. */
const mostSeries = 64;
/** Looks of one series, for sorting: see stream.ts. */
const mostLooks = 64;

/** What one series showed in the window, as often as it did. */
export interface Shown {
  readonly stream: Stream;
  /** Number of the sight. */
  readonly sight: number;
  /** For how many series like it this one stands. */
  readonly weight: number;
  /** What the sight says of the faults of the link; null: it cannot tell of any. */
  readonly testimony: Testimony | null;
}

/** The looks that can tell of one link, oldest first. */
export interface LinkLooks {
  /** Each different sight of each series. */
  readonly shown: readonly Shown[];
  /** Of each look: its place in `shown`. */
  readonly place: Int32Array;
  readonly startedMs: Float64Array;
  /** Of each look: log of the chance that a fault which is there began between the look before and it. */
  readonly logGap: Float64Array;
}

/** The latest looks of every series, as numbers: what sets of faults are weighed on. */
export class LookWindow {
  private readonly ofLink = new Map<LinkId, LinkLooks>();
  private readonly index: SeriesIndex;
  private readonly beginMs: number;

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
    const shown: Shown[] = [];
    const places = new Int32Array(streams.length * mostLooks);
    const keys = new Float64Array(streams.length * mostLooks);
    let count = 0;
    streams.forEach((stream, at) => {
      const from = shown.length;
      const meetings = meetingsAt(stream, link);
      for (const { startedMs, endedMs, sight } of stream.looks) {
        if (endedMs <= this.beginMs) continue;
        let place = from;
        while (place < shown.length && shown[place]?.sight !== sight) place += 1;
        if (place === shown.length) {
          const testimony = meetings ? testimonyOf(meetings, sight) : null;
          shown.push({ stream, sight, weight: weight[at] as number, testimony });
        }
        // Sorted as one number each: when it started, then which look it is.
        keys[count] = (Math.floor(startedMs) - this.beginMs) * keys.length + count;
        places[count] = place;
        count += 1;
      }
    });
    const sorted = keys.subarray(0, count).sort();
    const place = new Int32Array(count);
    const startedMs = new Float64Array(count);
    sorted.forEach((key, at) => {
      const sinceBegin = Math.floor(key / keys.length);
      place[at] = places[key - sinceBegin * keys.length] as number;
      startedMs[at] = sinceBegin + this.beginMs;
    });
    return { shown, place, startedMs, logGap: logGaps(startedMs) };
  }
}

/** The first is for all moments before the window. */
function logGaps(startedMs: Float64Array): Float64Array {
  const firstMs = startedMs[0] ?? 0;
  const spanMs = Math.max(1, (startedMs.at(-1) ?? 0) - firstMs);
  return startedMs.map((at, place) => {
    if (place === 0) return Math.log(1 - beganWithin);
    const gapMs = Math.max(1, at - (startedMs[place - 1] ?? firstMs));
    return Math.log((beganWithin * gapMs) / spanMs);
  });
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
