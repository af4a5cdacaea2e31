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
  /** Scratch paper. */
  private readonly isExplained: Uint8Array;
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
    this.isExplained = new Uint8Array(this.rows.length);
    this.links = new Set(worst.flatMap(({ stream }) => stream.touched));
  }

  /** Whether the fault makes any of the bad looks far more likely than chance. */
  isSuspect({ link, place }: Fault): boolean {
    return this.heardOf(link).some(({ testimony }) => testimony.explains[place] === 1);
  }

  /** Whether on some series these faults together leave more unexplained than chance would. */
  leavesUnexplained(faults: readonly Fault[]): boolean {
    const { rows, isExplained } = this;
    isExplained.fill(0);
    for (const { link, place } of faults) {
      for (const { at, testimony } of this.heardOf(link)) {
        if (testimony.explains[place] === 1) isExplained[at] = 1;
      }
    }
    let stream: Stream | null = null;
    let bad = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as BadLooks;
      if (row.stream !== stream) bad = 0;
      stream = row.stream;
      if (isExplained[at] === 0) bad += row.count;
      if (bad >= unexplainedLooks) return true;
    }
    return false;
  }

  /** Natural log, by row, of P(what it showed | all these faults, whenever each began) ÷ P(the same | none). */
  logsOf(faults: readonly Fault[]): Float64Array {
    return Float64Array.from(
      this.rows,
      ({ stream, sight }) => logOfSight(meetingsOf(stream, faults), sight) - logOfSight([], sight),
    );
  }

  /** The most that a fault could add where the rows have these logs already. */
  mostToAdd({ link, place }: Fault, logs: Float64Array): number {
    let gain = 0;
    for (const { at, testimony } of this.heardOf(link)) {
      if (testimony.explains[place] !== 1) continue;
      const more = (testimony.logs[place] as number) - (logs[at] as number);
      if (more > 0) gain += more * (this.rows[at] as BadLooks).count;
    }
    return gain;
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
