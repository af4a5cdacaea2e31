import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { logOfSight } from './likelihood.ts';
import type { LookWindow } from './look-window.ts';
import { type Meeting, meetingOf, meetingsAt } from './meeting.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimonyOf } from './testimony.ts';

/** Bad looks that others must leave unexplained on one series before one more fault is looked for. */
const unexplainedLooks = 2;
/** Series that are read; those with most bad looks come first. */
const mostSeries = 48;

/** Bad looks of one series that showed the same. */
export interface BadLooks {
  readonly stream: Stream;
  readonly sight: number;
  readonly count: number;
}

/** The bad looks of a window, and what each fault says of them. Those of one series stand together. */
export class BadLooksTable {
  readonly rows: readonly BadLooks[];
  /** Links whose faults may explain some of them. */
  readonly links: ReadonlySet<LinkId>;
  private readonly ofLink = new Map<LinkId, readonly Heard[]>();

  constructor(troubled: readonly Stream[], window: LookWindow) {
    const counted = troubled.map((stream) => {
      const rows = window.badOf(stream);
      return { stream, rows, all: rows.reduce((sum, { count }) => sum + count, 0) };
    });
    const worst = counted
      .filter(({ all }) => all > 0)
      .sort((a, b) => b.all - a.all)
      .slice(0, mostSeries);
    this.rows = worst.flatMap(({ stream, rows }) => rows.map((row) => ({ stream, ...row })));
    this.links = new Set(worst.flatMap(({ stream }) => stream.touched));
  }

  /** Whether the fault makes any of the bad looks far more likely than chance. */
  explainsSome({ link, place }: Fault): boolean {
    for (const { testimony } of this.heardOf(link))
      if (testimony.explains[place] === 1) return true;
    return false;
  }

  /** The bad looks of the series that these faults together leave unexplained, more than chance would. */
  unexplainedBy(faults: readonly Fault[]): Unexplained {
    const { rows } = this;
    const open = new Uint8Array(rows.length).fill(1);
    for (const { link, place } of faults) {
      for (const { at, testimony } of this.heardOf(link)) {
        if (testimony.explains[place] === 1) open[at] = 0;
      }
    }
    let count = 0;
    for (let from = 0; from < rows.length; ) {
      const { stream } = rows[from] as BadLooks;
      let end = from;
      let bad = 0;
      for (; rows[end]?.stream === stream; end += 1) {
        if (open[end] === 1) bad += (rows[end] as BadLooks).count;
      }
      if (bad < unexplainedLooks) open.fill(0, from, end);
      else count += bad;
      from = end;
    }
    return { open, count };
  }

  /** Natural log, by row, of P(what it showed | all these faults, whenever each began) ÷ P(the same | none). */
  logsOf(faults: readonly Fault[]): Float64Array {
    return Float64Array.from(
      this.rows,
      ({ stream, sight }) => logOfSight(meetingsOf(stream, faults), sight) - logOfSight([], sight),
    );
  }

  /**
   * The most that a fault could add where the rows have these logs already; 0 where it explains nothing
   * that is unexplained.
   */
  mostToAdd({ link, place }: Fault, logs: Float64Array, open: Uint8Array): number {
    let gain = 0;
    let isNeeded = false;
    for (const { at, testimony } of this.heardOf(link)) {
      if (testimony.explains[place] !== 1) continue;
      isNeeded ||= open[at] === 1;
      const more = (testimony.logs[place] as number) - (logs[at] as number);
      if (more > 0) gain += more * (this.rows[at] as BadLooks).count;
    }
    return isNeeded ? gain : 0;
  }

  /** Whether the link stands on the way of any of these rows. */
  concerns(link: LinkId, open: Uint8Array): boolean {
    return this.heardOf(link).some(({ at }) => open[at] === 1);
  }

  private heardOf(link: LinkId): readonly Heard[] {
    let heard = this.ofLink.get(link);
    if (!heard) {
      heard = this.rows.flatMap(({ stream, sight }, at) => {
        const meetings = meetingsAt(stream, link);
        return meetings ? [{ at, testimony: testimonyOf(meetings, sight) }] : [];
      });
      this.ofLink.set(link, heard);
    }
    return heard;
  }
}

/** What faults leave unexplained. */
export interface Unexplained {
  /** By row: 1 where it is. */
  readonly open: Uint8Array;
  /** Looks. */
  readonly count: number;
}

/** What a row says of the faults of one link. */
interface Heard {
  /** Place of the row. */
  readonly at: number;
  readonly testimony: Testimony;
}

function meetingsOf(stream: Stream, faults: readonly Fault[]): readonly Meeting[] {
  return faults
    .flatMap((fault) => meetingOf(stream, fault) ?? [])
    .sort((a, b) => a.order - b.order);
}
