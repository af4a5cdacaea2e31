import type { Fault } from './hypotheses.ts';
import type { LookWindow, SeriesLooks } from './look-window.ts';
import type { Meetings } from './meeting.ts';
import { Room } from './room.ts';
import type { Met } from './series.ts';
import { afreshOf, sightOf } from './sights.ts';
import type { Weighed } from './since-then.ts';
import type { Stream } from './stream.ts';
import { testimonyOf } from './testimony.ts';

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

/** What looks of a witness showed. */
export interface Cell {
  /** Number of the witness. */
  readonly witness: number;
  readonly sight: number;
  readonly isBad: boolean;
  /**
   * What one look says of the faults of the link, by place, and what it would say had the series been well
   * before: see testimony.ts.
   */
  readonly logs: Float64Array;
  readonly logsAfresh: Float64Array;
}

/**
 * The looks that can tell of one link, by rows: looks of one witness, from one moment to the next, that showed
 * the same. As columns, since they are read some hundred times a verdict.
 */
export interface LinkLooks {
  readonly witnesses: readonly Witness[];
  /** What the witnesses showed, each thing once. Rows are many, and these are few. */
  readonly cells: readonly Cell[];
  /** By row, the latest moment first, those of one witness within it together, that of its first look last. */
  readonly cell: readonly number[];
  /** Places of the first look and after the last, among those of the witness, and how many looks. */
  readonly from: readonly number[];
  readonly end: readonly number[];
  readonly count: readonly number[];
  /** Moments at which a fault may have begun, the latest first. */
  readonly moments: readonly Moment[];
  /** The largest of their gaps. */
  readonly widestLogGap: number;
  /** What they say of faults that are the only ones, as far as somebody asked. */
  readonly alone: Map<Fault, Weighed>;
}

export interface Moment {
  readonly startMs: number;
  /** Natural log of the chance that a fault which is there began just before it. */
  readonly logGap: number;
  /** Number of the row after the last of those from here to the next moment. */
  readonly endRow: number;
}

/** @param meeting the series whose looks meet faults of the link */
export function linkLooksOf(meeting: readonly Met[], window: LookWindow): LinkLooks {
  const witnesses = witnessesOf(meeting, window);
  const beginsMs = momentsOf(witnesses);
  const found = rowsOf(witnesses, beginsMs);
  const places = startsOf(found.ofMoment);
  const { rows } = found;
  const cell = new Array<number>(rows).fill(0);
  const from = new Array<number>(rows).fill(0);
  const end = new Array<number>(rows).fill(0);
  const count = new Array<number>(rows).fill(0);
  for (let row = 0; row < rows; row += 1) {
    const at = row * columns;
    const moment = found.table[at] as number;
    const place = places[moment] as number;
    places[moment] = place + 1;
    cell[place] = found.table[at + 1] as number;
    from[place] = found.table[at + 2] as number;
    end[place] = found.table[at + 3] as number;
    count[place] = found.table[at + 4] as number;
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
  return {
    witnesses,
    cells: found.cells,
    cell,
    from,
    end,
    count,
    moments,
    widestLogGap,
    alone: new Map(),
  };
}

/** Moment (the latest is 0), cell, first look, end, number of looks. */
const columns = 5;

const roomForRows = new Room();

interface FoundRows {
  readonly cells: readonly Cell[];
  readonly table: Float64Array;
  readonly rows: number;
  /** How many rows each moment has, the latest first. */
  readonly ofMoment: readonly number[];
  /** Of each moment, the earliest first: the last look before it. */
  readonly beforeMs: readonly number[];
}

/** The rows of one witness after another, of each the latest moment first. */
function rowsOf(witnesses: readonly Witness[], beginsMs: readonly number[]): FoundRows {
  const last = beginsMs.length - 1;
  const most = witnesses.reduce((sum, { looks }) => sum + looks.sights.length, 0);
  const cells: Cell[] = [];
  const table = roomForRows.of(most * columns);
  const ofMoment = new Array<number>(beginsMs.length).fill(0);
  const beforeMs = new Array<number>(beginsMs.length).fill(Number.NEGATIVE_INFINITY);
  let rows = 0;
  for (let number = 0; number < witnesses.length; number += 1) {
    const { looks, meetings } = witnesses[number] as Witness;
    const { startedMs, sights } = looks;
    const firstCell = cells.length;
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
      let sight = -1;
      let row = rows;
      for (; end > 0 && (startedMs[end - 1] as number) >= sinceMs; end -= 1) {
        if (sights[end - 1] !== sight) {
          sight = sights[end - 1] as number;
          const own = cellOf(cells, firstCell, number, sight, meetings);
          row = first;
          while (row < rows && table[row * columns + 1] !== own) row += 1;
          if (row === rows) {
            const at = row * columns;
            table[at] = last - moment;
            table[at + 1] = own;
            table[at + 3] = end;
            table[at + 4] = 0;
            rows += 1;
          }
        }
        const at = row * columns;
        table[at + 2] = end - 1;
        table[at + 4] = (table[at + 4] as number) + 1;
        earliest = row;
      }
      swap(table, earliest, rows - 1);
      ofMoment[last - moment] = (ofMoment[last - moment] as number) + rows - first;
    }
  }
  return { cells, table, rows, ofMoment, beforeMs };
}

/** Number of the cell of what a witness showed, whose own begin there. */
function cellOf(
  cells: Cell[],
  firstCell: number,
  witness: number,
  sight: number,
  meetings: Meetings,
): number {
  let number = firstCell;
  while (number < cells.length && (cells[number] as Cell).sight !== sight) number += 1;
  if (number === cells.length) {
    const { logs } = testimonyOf(meetings, sight);
    const { logs: logsAfresh } = testimonyOf(meetings, afreshOf(sight));
    const isBad = sightOf(sight).symptom !== 'ok';
    cells.push({ witness, sight, isBad, logs, logsAfresh });
  }
  return number;
}

function swap(table: Float64Array, one: number, other: number): void {
  if (one === other) return;
  for (let column = 0; column < columns; column += 1) {
    const kept = table[one * columns + column] as number;
    table[one * columns + column] = table[other * columns + column] as number;
    table[other * columns + column] = kept;
  }
}

/** Where each group begins, of groups of these sizes that stand one after another. */
function startsOf(sizes: readonly number[]): number[] {
  const starts = new Array<number>(sizes.length).fill(0);
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
  beforeMs: readonly number[],
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
function witnessesOf(all: readonly Met[], window: LookWindow): readonly Witness[] {
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
