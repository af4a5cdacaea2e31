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

/** Rows of a table, a bit each. */
export type Rows = Int32Array;

/** The bad looks of a window, and what each fault says of them. Those of one series stand together. */
export class BadLooksTable {
  readonly rows: readonly BadLooks[];
  /** Links whose faults may explain some of them. */
  readonly links: ReadonlySet<LinkId>;
  private readonly words: number;
  private readonly none: Rows;
  private readonly ofLink = new Map<LinkId, Heard>();

  constructor(troubled: readonly Stream[], window: LookWindow) {
    const counted = troubled.map((stream) => {
      const rows = [...window.badOf(stream)].map(([sight, count]) => ({ stream, sight, count }));
      return { stream, rows, all: rows.reduce((sum, { count }) => sum + count, 0) };
    });
    const worst = counted
      .filter(({ all }) => all > 0)
      .sort((a, b) => b.all - a.all)
      .slice(0, mostSeries);
    this.rows = worst.flatMap(({ rows }) => rows);
    this.links = new Set(worst.flatMap(({ stream }) => stream.touched));
    this.words = Math.ceil(this.rows.length / 32);
    this.none = new Int32Array(this.words);
  }

  /** The rows that the fault makes far more likely than chance. */
  explainedBy({ link, place }: Fault): Rows {
    const { explained } = this.heardOf(link);
    return explained[place] ?? this.none;
  }

  /** The rows that any of these faults makes far more likely than chance. */
  explainedByAny(faults: readonly Fault[]): Rows {
    const any = new Int32Array(this.words);
    for (const fault of faults) {
      this.explainedBy(fault).forEach((word, at) => {
        any[at] = (any[at] as number) | word;
      });
    }
    return any;
  }

  /** How many bad looks faults that explain these rows leave unexplained, more than chance would. */
  unexplained(explained: Rows, besides: Rows = this.none): number {
    const { rows } = this;
    let count = 0;
    let stream: Stream | null = null;
    let bad = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as BadLooks;
      if (row.stream !== stream) {
        if (bad >= unexplainedLooks) count += bad;
        bad = 0;
        stream = row.stream;
      }
      const word = at >> 5;
      if ((((explained[word] as number) | (besides[word] as number)) >> (at & 31)) & 1) continue;
      bad += row.count;
    }
    return bad >= unexplainedLooks ? count + bad : count;
  }

  /** The rows that they leave unexplained, of series with more of them than chance would have. */
  openAfter(explained: Rows): Rows {
    const open = new Int32Array(this.words);
    const { rows } = this;
    for (let from = 0; from < rows.length; ) {
      const { stream } = rows[from] as BadLooks;
      let bad = 0;
      let end = from;
      for (; rows[end]?.stream === stream; end += 1) {
        if (!has(explained, end)) bad += (rows[end] as BadLooks).count;
      }
      for (let at = from; at < end && bad >= unexplainedLooks; at += 1) {
        if (!has(explained, at)) open[at >> 5] = (open[at >> 5] as number) | (1 << (at & 31));
      }
      from = end;
    }
    return open;
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
    const { rows, testimonies } = this.heardOf(link);
    let gain = 0;
    for (let heard = 0; heard < rows.length; heard += 1) {
      const testimony = testimonies[heard] as Testimony;
      if (testimony.explains[place] !== 1) continue;
      const at = rows[heard] as number;
      const more = (testimony.logs[place] as number) - (logs[at] as number);
      if (more > 0) gain += more * (this.rows[at] as BadLooks).count;
    }
    return gain;
  }

  private heardOf(link: LinkId): Heard {
    let heard = this.ofLink.get(link);
    if (!heard) {
      heard = this.hear(link);
      this.ofLink.set(link, heard);
    }
    return heard;
  }

  private hear(link: LinkId): Heard {
    const rows: number[] = [];
    const testimonies: Testimony[] = [];
    const explained: Rows[] = [];
    this.rows.forEach(({ stream, sight }, at) => {
      const meetings = meetingsAt(stream, link);
      if (!meetings) return;
      const testimony = testimonyOf(meetings, sight);
      rows.push(at);
      testimonies.push(testimony);
      testimony.explains.forEach((explains, place) => {
        if (explains === 0) return;
        let own = explained[place];
        if (!own) {
          own = new Int32Array(this.words);
          explained[place] = own;
        }
        own[at >> 5] = (own[at >> 5] as number) | (1 << (at & 31));
      });
    });
    return { rows, testimonies, explained };
  }
}

/** What the rows say of the faults of one link. */
interface Heard {
  /** Numbers of the rows, and what each says. */
  readonly rows: readonly number[];
  readonly testimonies: readonly Testimony[];
  /** By the place of the fault; absent: none. */
  readonly explained: readonly Rows[];
}

function has(rows: Rows, at: number): boolean {
  return (((rows[at >> 5] as number) >> (at & 31)) & 1) === 1;
}

/** Whether two sets of rows share any. */
export function overlap(some: Rows, others: Rows): boolean {
  return some.some((word, at) => (word & (others[at] as number)) !== 0);
}

/** Whether there is any row. */
export function isAny(rows: Rows): boolean {
  return rows.some((word) => word !== 0);
}

function meetingsOf(stream: Stream, faults: readonly Fault[]): readonly Meeting[] {
  return faults
    .flatMap((fault) => meetingOf(stream, fault) ?? [])
    .sort((a, b) => a.order - b.order);
}
