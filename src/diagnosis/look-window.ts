import type { LinkId } from '../chain/types.ts';
import { type LinkLooks, linkLooksOf } from './link-looks.ts';
import type { SeriesIndex } from './series.ts';
import type { Look, Stream } from './stream.ts';

/** Only looks this young speak for faults in company, in seconds of a chain that looks once a second. */
export const windowSeconds = 30;

/** After so many good looks in a row, the same again is something new. */
const okLooksTurn = 6;

/** The looks of one series in the window, oldest first. */
export interface SeriesLooks {
  /** Milliseconds since the epoch. */
  readonly startedMs: readonly number[];
  /** Numbers of the sights. */
  readonly sights: readonly number[];
  /** When it began to fail, or to fail in a new way, in its present trouble. */
  readonly turnsMs: readonly number[];
  /** Place of the first that was bad; -1 where none was. */
  readonly firstBad: number;
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
      looks = linkLooksOf(this.index.meeting(link), this);
      this.ofLink.set(link, looks);
    }
    return looks;
  }

  seriesOf(stream: Stream): SeriesLooks {
    let known = this.ofStream.get(stream);
    if (!known) {
      known = looksSince(stream, this.beginMs);
      this.ofStream.set(stream, known);
    }
    return known;
  }

  /** How many bad looks a series showed since its present trouble began; so many are enough. */
  badLooksOf({ looks, badSinceMs }: Stream, enough: number): number {
    let bad = 0;
    for (let at = looks.length - 1; at >= 0 && bad < enough; at -= 1) {
      const { startedMs, endedMs, symptom } = looks[at] as Look;
      if (endedMs <= this.beginMs || startedMs < (badSinceMs ?? 0)) break;
      if (symptom !== 'ok') bad += 1;
    }
    return bad;
  }

  /** What a series showed since its present trouble began, by what it showed. */
  inTrouble(stream: Stream): readonly Shown[] {
    const { startedMs, sights } = this.seriesOf(stream);
    const shown = new Map<number, { -readonly [part in keyof Shown]: Shown[part] }>();
    for (let at = sights.length - 1; at >= 0; at -= 1) {
      const ms = startedMs[at] as number;
      if (ms < (stream.badSinceMs ?? 0)) break;
      const sight = sights[at] as number;
      const known = shown.get(sight);
      if (known) {
        known.count += 1;
        known.firstMs = ms;
      } else {
        shown.set(sight, { sight, count: 1, firstMs: ms, lastMs: ms });
      }
    }
    return [...shown.values()];
  }
}

/** Looks of one series that showed the same. */
export interface Shown {
  /** Number of the sight. */
  readonly sight: number;
  readonly count: number;
  /** Starts of the first and the last of them. */
  readonly firstMs: number;
  readonly lastMs: number;
}

function looksSince({ looks, badSinceMs }: Stream, beginMs: number): SeriesLooks {
  let from = looks.length;
  while (from > 0 && (looks[from - 1]?.endedMs ?? 0) > beginMs) from -= 1;
  const length = looks.length - from;
  const startedMs = new Array<number>(length).fill(0);
  const sights = new Array<number>(length).fill(0);
  const turnsMs: number[] = [];
  const troubleMs = badSinceMs ?? Number.POSITIVE_INFINITY;
  const seen: string[] = [];
  let okLooks = okLooksTurn;
  let firstBad = -1;
  for (let at = 0; at < length; at += 1) {
    const look = looks[from + at] as Look;
    const { symptom } = look;
    startedMs[at] = look.startedMs;
    sights[at] = look.sight;
    if (symptom === 'ok') {
      okLooks += 1;
      continue;
    }
    if (firstBad < 0) firstBad = at;
    const isNew = !seen.includes(symptom);
    const isTurn = okLooks >= okLooksTurn || isNew;
    if (isTurn && look.startedMs >= troubleMs) turnsMs.push(look.startedMs);
    if (isNew) seen.push(symptom);
    okLooks = 0;
  }
  return { startedMs, sights, turnsMs, firstBad };
}
