import type { LinkId } from '../chain/types.ts';
import type { AlikeMeetings } from './alike-meetings.ts';
import type { LookWindow, SeriesLooks } from './look-window.ts';
import { alikeTo, type Meetings, meetingsAt } from './meeting.ts';
import { afreshOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { testimonyIn } from './testimony.ts';

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
 * The looks that can tell of one link, by rows: looks of one witness, from one moment to the next, that showed
 * the same. As columns, since they are read some hundred times a verdict.
 */
export interface LinkLooks {
  readonly witnesses: readonly Witness[];
  /** By row, the latest moment first, those of one witness within it together, that of its first look last. */
  readonly witness: Int32Array;
  /** Places of the first look and after the last, among those of the witness, and how many looks. */
  readonly from: Int32Array;
  readonly end: Int32Array;
  readonly count: Int32Array;
  readonly sight: Int32Array;
  /**
   * What one look says of the faults of the link, by place, and what it would say had the series been well
   * before: see testimony.ts.
   */
  readonly logs: readonly Float64Array[];
  readonly logsAfresh: readonly Float64Array[];
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
  const found = rowsOf(witnesses, beginsMs);
  const places = startsOf(found.ofMoment);
  const { rows } = found;
  const witness = new Int32Array(rows);
  const from = new Int32Array(rows);
  const end = new Int32Array(rows);
  const count = new Int32Array(rows);
  const sight = new Int32Array(rows);
  const logs: Float64Array[] = new Array(rows);
  const logsAfresh: Float64Array[] = new Array(rows);
  const alike = witnesses.map(({ meetings }) => alikeTo(meetings));
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    const moment = found.cells[at] as number;
    const place = places[moment] as number;
    places[moment] = place + 1;
    const number = found.cells[at + 1] as number;
    const own = found.cells[at + 5] as number;
    witness[place] = number;
    from[place] = found.cells[at + 2] as number;
    end[place] = found.cells[at + 3] as number;
    count[place] = found.cells[at + 4] as number;
    sight[place] = own;
    const meetings = alike[number] as AlikeMeetings;
    logs[place] = testimonyIn(meetings, own).logs;
    logsAfresh[place] = testimonyIn(meetings, afreshOf(own)).logs;
  }
  const gaps = gapsOf(beginsMs, found.beforeMs, witnesses);
  const last = beginsMs.length - 1;
  const moments = beginsMs
    .map((startMs, at) => ({
      startMs,
      logGap: gaps[at] as number,
      endRow: places[last - at] as number,
    }))
    .reverse();
  const widestLogGap = gaps.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { witnesses, witness, from, end, count, sight, logs, logsAfresh, moments, widestLogGap };
}

/** Moment (the latest is 0), witness, first look, end, number of looks, sight. */
const columns = 6;

interface FoundRows {
  readonly cells: Int32Array;
  readonly rows: number;
  /** How many rows each moment has, the latest first. */
  readonly ofMoment: Int32Array;
  /** Of each moment, the earliest first: the last look before it. */
  readonly beforeMs: Float64Array;
}

/** The rows of one witness after another, of each the latest moment first. */
function rowsOf(witnesses: readonly Witness[], beginsMs: readonly number[]): FoundRows {
  const last = beginsMs.length - 1;
  const most = witnesses.reduce((sum, { looks }) => sum + looks.sights.length, 0);
  const cells = new Int32Array(most * columns);
  const ofMoment = new Int32Array(beginsMs.length);
  const beforeMs = new Float64Array(beginsMs.length).fill(Number.NEGATIVE_INFINITY);
  let rows = 0;
  for (let number = 0; number < witnesses.length; number += 1) {
    const { startedMs, sights } = (witnesses[number] as Witness).looks;
    let moment = last;
    for (let end = sights.length; end > 0; ) {
      const ms = startedMs[end - 1] as number;
      while (moment > 0 && (beginsMs[moment] as number) > ms) {
        beforeMs[moment] = Math.max(beforeMs[moment] as number, ms);
        moment -= 1;
      }
      const sinceMs = beginsMs[moment] as number;
      const first = rows;
      let earliest = rows;
      for (; end > 0 && (startedMs[end - 1] as number) >= sinceMs; end -= 1) {
        const sight = sights[end - 1] as number;
        let row = first;
        while (row < rows && cells[row * columns + 5] !== sight) row += 1;
        const at = row * columns;
        if (row === rows) {
          cells[at] = last - moment;
          cells[at + 1] = number;
          cells[at + 3] = end;
          cells[at + 5] = sight;
          rows += 1;
        }
        cells[at + 2] = end - 1;
        cells[at + 4] = (cells[at + 4] as number) + 1;
        earliest = row;
      }
      swap(cells, earliest, rows - 1);
      ofMoment[last - moment] = (ofMoment[last - moment] as number) + rows - first;
    }
  }
  return { cells, rows, ofMoment, beforeMs };
}

function swap(cells: Int32Array, one: number, other: number): void {
  if (one === other) return;
  for (let column = 0; column < columns; column += 1) {
    const kept = cells[one * columns + column] as number;
    cells[one * columns + column] = cells[other * columns + column] as number;
    cells[other * columns + column] = kept;
  }
}

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
