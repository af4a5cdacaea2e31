import type { LinkId } from '../chain/types.ts';
import type { LookWindow, SeriesLooks } from './look-window.ts';
import { type Meetings, meetingsAt } from './meeting.ts';
import { afreshOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimoniesOf } from './testimony.ts';

/** P(a fault began within the window | it is there): at any moment of it alike. */
const beganWithin = 0.5;
/** Series read of one link; a name may stand on the way of thousands. The bad ones come first. */
const mostSeries = 64;
/** Moments of one link at which a fault may have begun. */
const mostMoments = 64;

/** A series whose looks meet faults of the link. */
export interface Witness {
  readonly stream: Stream;
  readonly meetings: Meetings;
  readonly looks: SeriesLooks;
  /** For how many series like it this one stands. */
  readonly weight: number;
}

/**
 * The looks that can tell of one link, by rows: looks of one witness, one after another, that showed the
 * same. As columns, since they are read some hundred times a verdict.
 */
export interface LinkLooks {
  readonly witnesses: readonly Witness[];
  /** By row, the latest moment first, those of one witness within it together, the latest of them first. */
  readonly witness: Int32Array;
  /** Place of the first look among those of the witness, and how many looks. */
  readonly from: Int32Array;
  readonly count: Int32Array;
  readonly sight: Int32Array;
  /** What the sight says of the faults of the link, and what it would say had the series been well before. */
  readonly said: readonly Testimony[];
  readonly saidAfresh: readonly Testimony[];
  /** Moments at which a fault may have begun, the latest first. */
  readonly moments: readonly Moment[];
  /** The largest of their gaps. */
  readonly widestLogGap: number;
}

export interface Moment {
  readonly startMs: number;
  /** Natural log of the chance that a fault which is there began just before it. */
  readonly logGap: number;
  /** Number of the row after the last of those from here to the next moment. */
  readonly endRow: number;
}

export function linkLooksOf(
  link: LinkId,
  touching: readonly Stream[],
  window: LookWindow,
): LinkLooks {
  const witnesses = witnessesOf(touching, link, window);
  const beginsMs = momentsOf(witnesses);
  const last = beginsMs.length - 1;
  const most = witnesses.reduce((sum, { looks }) => sum + looks.sights.length, 0);
  // Rows of one witness after another, the latest first; then by moment.
  const found = new Int32Array(most * columns);
  const ends = new Int32Array(beginsMs.length);
  // Of each moment: the last look before it.
  const beforeMs = new Float64Array(beginsMs.length).fill(Number.NEGATIVE_INFINITY);
  let rows = 0;
  witnesses.forEach(({ looks: { startedMs, sights } }, number) => {
    let moment = last;
    for (let end = sights.length; end > 0; ) {
      const ms = startedMs[end - 1] as number;
      while (moment > 0 && (beginsMs[moment] as number) > ms) {
        beforeMs[moment] = Math.max(beforeMs[moment] as number, ms);
        moment -= 1;
      }
      const sinceMs = beginsMs[moment] as number;
      const sight = sights[end - 1] as number;
      let from = end - 1;
      while (from > 0 && sights[from - 1] === sight && (startedMs[from - 1] as number) >= sinceMs) {
        from -= 1;
      }
      const at = rows * columns;
      found[at] = last - moment;
      found[at + 1] = number;
      found[at + 2] = from;
      found[at + 3] = end - from;
      found[at + 4] = sight;
      ends[last - moment] = (ends[last - moment] as number) + 1;
      rows += 1;
      end = from;
    }
  });
  const places = startsOf(ends);
  const witness = new Int32Array(rows);
  const from = new Int32Array(rows);
  const count = new Int32Array(rows);
  const sight = new Int32Array(rows);
  const said: Testimony[] = new Array(rows);
  const saidAfresh: Testimony[] = new Array(rows);
  const spoken = witnesses.map(({ meetings }) => testimoniesOf(meetings));
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    const moment = found[at] as number;
    const place = places[moment] as number;
    places[moment] = place + 1;
    const number = found[at + 1] as number;
    const own = found[at + 4] as number;
    witness[place] = number;
    from[place] = found[at + 2] as number;
    count[place] = found[at + 3] as number;
    sight[place] = own;
    const testimonies = spoken[number] as ReturnType<typeof testimoniesOf>;
    said[place] = testimonies.of(own);
    saidAfresh[place] = testimonies.of(afreshOf(own));
  }
  const gaps = gapsOf(beginsMs, beforeMs, witnesses);
  const moments = beginsMs
    .map((startMs, at) => ({
      startMs,
      logGap: gaps[at] as number,
      endRow: places[last - at] as number,
    }))
    .reverse();
  const widestLogGap = gaps.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { witnesses, witness, from, count, sight, said, saidAfresh, moments, widestLogGap };
}

/** Moment, witness, first look, number of looks, sight. */
const columns = 5;

/** Where each group begins, of groups of these sizes that stand one after another. */
function startsOf(sizes: Int32Array): Int32Array {
  const starts = new Int32Array(sizes.length);
  let sum = 0;
  for (let at = 0; at < sizes.length; at += 1) {
    starts[at] = sum;
    sum += sizes[at] as number;
  }
  return starts;
}

/**
 * The moments at which a fault of the link may have begun, oldest first: with the first look, or as a series
 * began to fail. In between, the longer it is there the better or the worse, all along. Of too many, the last
 * of each series come first.
 */
function momentsOf(witnesses: readonly Witness[]): readonly number[] {
  let firstMs = Number.POSITIVE_INFINITY;
  const turns: number[] = [];
  for (const { looks } of witnesses) {
    firstMs = Math.min(firstMs, looks.startedMs[0] ?? firstMs);
    turns.push(...looks.turnsMs);
  }
  const chosen = turns.length < mostMoments ? turns : lastTurns(witnesses);
  chosen.push(firstMs);
  chosen.sort((a, b) => a - b);
  return chosen.filter((ms, at) => ms !== chosen[at - 1]);
}

function lastTurns(witnesses: readonly Witness[]): number[] {
  const chosen: number[] = [];
  for (let back = 1; chosen.length < mostMoments; back += 1) {
    const before = chosen.length;
    for (const { looks } of witnesses) {
      const ms = looks.turnsMs.at(-back);
      if (ms !== undefined) chosen.push(ms);
    }
    if (chosen.length === before) break;
  }
  return chosen.slice(0, mostMoments - 1);
}

/** By moment: natural log of the part of the window that lies between it and the look before. */
function gapsOf(
  beginsMs: readonly number[],
  beforeMs: Float64Array,
  witnesses: readonly Witness[],
): readonly number[] {
  const firstMs = beginsMs[0] as number;
  const lastMs = witnesses.reduce(
    (last, { looks }) => Math.max(last, looks.startedMs.at(-1) ?? last),
    firstMs,
  );
  const spanMs = Math.max(1, lastMs - firstMs);
  return beginsMs.map((ms, at) => {
    if (at === 0) return Math.log(1 - beganWithin);
    const gapMs = Math.max(1, ms - Math.max(firstMs, beforeMs[at] as number));
    return Math.log((beganWithin * gapMs) / spanMs);
  });
}

/** All series that meet the link, or of too many every bad one and every n-th of the others, which count n times. */
function witnessesOf(
  touching: readonly Stream[],
  link: LinkId,
  window: LookWindow,
): readonly Witness[] {
  const all: { stream: Stream; meetings: Meetings }[] = [];
  for (const stream of touching) {
    const meetings = meetingsAt(stream, link);
    if (meetings) all.push({ stream, meetings });
  }
  const half = mostSeries / 2;
  const groups =
    all.length <= mostSeries
      ? [{ chosen: all, weight: 1 }]
      : [true, false].map((isBad) => {
          const group = all.filter(({ stream }) => (stream.badSinceMs !== null) === isBad);
          const every = Math.max(1, Math.ceil(group.length / half));
          const chosen = group.filter((_, at) => at % every === 0);
          return { chosen, weight: group.length / Math.max(1, chosen.length) };
        });
  return groups.flatMap(({ chosen, weight }) =>
    chosen.map(({ stream, meetings }) => {
      return { stream, meetings, looks: window.seriesOf(stream), weight };
    }),
  );
}
