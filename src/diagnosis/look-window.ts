import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { SeriesIndex } from './series.ts';
import type { Sight, Stream } from './stream.ts';

/** Only looks this young speak for faults in company, in seconds of a chain that looks once a second. */
const windowSeconds = 30;
/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;
/** Series read of one link; a name may stand on the way of thousands. The bad ones come first. */
const mostSeries = 64;

/** The looks that can tell of one link, oldest first. */
export interface LinkLooks {
  readonly streams: readonly Stream[];
  /** Of each look: the place of its series in `streams`. */
  readonly stream: Int32Array;
  /** Of each look: the number of what it showed. */
  readonly sight: Int32Array;
  readonly startedMs: Float64Array;
  /** Of each look: log of the chance that a fault which is there began between the look before and it. */
  readonly logGap: Float64Array;
  /** Of each series: for how many like it it stands. */
  readonly weight: Float64Array;
}

/** The latest looks of every series, as numbers: what sets of faults are weighed on. */
export class LookWindow {
  /** What looks showed, by number. */
  readonly sights: Sight[] = [];
  readonly beginMs: number;
  private readonly numbers = new Map<string, number>();
  private readonly ofLink = new Map<LinkId, LinkLooks>();
  private readonly index: SeriesIndex;

  constructor(index: SeriesIndex, pace: number, nowMs: number) {
    this.index = index;
    this.beginMs = nowMs - windowSeconds * 1_000 * pace;
  }

  looksOf(link: LinkId): LinkLooks {
    let looks = this.ofLink.get(link);
    if (!looks) {
      looks = this.gather(link);
      this.ofLink.set(link, looks);
    }
    return looks;
  }

  /** The same for faults that show the same to every series. */
  signatureOf(fault: Fault): string {
    return this.index.signatureOf(fault);
  }

  private gather(link: LinkId): LinkLooks {
    const { streams, weight } = sample(this.index.touching(link));
    const found: { readonly at: number; readonly sight: number; readonly startedMs: number }[] = [];
    streams.forEach((stream, at) => {
      for (const look of stream.looks) {
        if (look.endedMs <= this.beginMs) continue;
        found.push({ at, sight: this.numberOf(look), startedMs: look.startedMs });
      }
    });
    found.sort((a, b) => a.startedMs - b.startedMs);
    return {
      streams,
      stream: Int32Array.from(found, ({ at }) => at),
      sight: Int32Array.from(found, ({ sight }) => sight),
      startedMs: Float64Array.from(found, ({ startedMs }) => startedMs),
      logGap: logGaps(found),
      weight,
    };
  }

  private numberOf({ symptom, before }: Sight): number {
    const key = before === null ? symptom : `${before} ${symptom}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sights.push({ symptom, before }) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** The first is for all moments before the window. */
function logGaps(looks: readonly { readonly startedMs: number }[]): Float64Array {
  const firstMs = looks[0]?.startedMs ?? 0;
  const spanMs = Math.max(1, (looks.at(-1)?.startedMs ?? 0) - firstMs);
  return Float64Array.from(looks, ({ startedMs }, at) => {
    if (at === 0) return Math.log(1 - beganWithin);
    const gapMs = Math.max(1, startedMs - (looks[at - 1]?.startedMs ?? firstMs));
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
