import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { logIn, logOfSight, memoOf } from './likelihood.ts';
import type { LookWindow, Shown } from './look-window.ts';
import { type Meeting, meetingOf, meetingsAt } from './meeting.ts';
import { sightOf } from './sights.ts';
import type { Stream } from './stream.ts';
import { type Testimony, testimonyOf } from './testimony.ts';

/** Bad looks that others must leave unexplained on one series before one more fault is looked for. */
const unexplainedLooks = 2;
/** Series that are read; those with most bad looks come first. */
const mostSeries = 48;

/** Looks of one series in trouble that showed the same. */
interface InTrouble extends Shown {
  readonly stream: Stream;
  readonly isBad: boolean;
}

/** Rows of a table, a bit each. */
export type Rows = Int32Array;

/** The looks of the series in trouble, and what each fault says of them. Those of one series stand together. */
export class TroubleTable {
  private readonly rows: readonly InTrouble[];
  /** Links whose faults may explain some of them. */
  readonly links: ReadonlySet<LinkId>;
  /** Of every row: that nothing is said of it yet. */
  readonly nothing: Float64Array;
  private readonly words: number;
  private readonly none: Rows;
  /** By row: the most that any fault of the links says of one look. */
  private highest: Float64Array | null = null;
  private readonly ofLink = new Map<LinkId, Heard>();

  constructor(troubled: readonly Stream[], window: LookWindow) {
    const counted = troubled.map((stream) => {
      const rows = window.inTrouble(stream).map((shown) => {
        return { ...shown, stream, isBad: sightOf(shown.sight).symptom !== 'ok' };
      });
      const bad = rows.reduce((sum, { count, isBad }) => (isBad ? sum + count : sum), 0);
      return { stream, rows, bad };
    });
    const worst = counted
      .filter(({ bad }) => bad > 0)
      .sort((a, b) => b.bad - a.bad)
      .slice(0, mostSeries);
    this.rows = worst.flatMap(({ rows }) => rows);
    this.links = new Set(worst.flatMap(({ stream }) => stream.touched));
    this.words = Math.ceil(this.rows.length / 32);
    this.none = new Int32Array(this.words);
    this.nothing = new Float64Array(this.rows.length);
  }

  /** By the place of the fault, absent where none: the rows that it makes far more likely than chance. */
  explainedAt(link: LinkId): readonly Rows[] {
    return this.heardOf(link).explained;
  }

  /** The rows that the fault makes far more likely than chance. */
  explainedBy({ link, place }: Fault): Rows {
    const { explained } = this.heardOf(link);
    return explained[place] ?? this.none;
  }

  /** The rows that any of these faults makes far more likely than chance. */
  explainedByAny(faults: readonly Fault[]): Rows {
    return faults.reduce<Rows>((any, fault) => this.union(any, this.explainedBy(fault)), this.none);
  }

  union(some: Rows, others: Rows): Rows {
    const all = new Int32Array(this.words);
    for (let at = 0; at < all.length; at += 1) {
      all[at] = (some[at] as number) | (others[at] as number);
    }
    return all;
  }

  /** The most that faults could say of the rows that these leave unexplained (natural log). */
  mostOfRest(explained: Rows): number {
    this.highest ??= this.highestLogs();
    const open = this.openAfter(explained);
    let most = 0;
    for (let at = 0; at < this.rows.length; at += 1) {
      if (has(open, at)) most += (this.highest[at] as number) * (this.rows[at] as InTrouble).count;
    }
    return most;
  }

  private highestLogs(): Float64Array {
    const highest = new Float64Array(this.rows.length);
    for (const link of this.links) {
      const { rows, testimonies } = this.heardOf(link);
      rows.forEach((at, heard) => {
        const { explained, logs } = testimonies[heard] as Testimony;
        for (const place of explained) {
          highest[at] = Math.max(highest[at] as number, logs[place] as number);
        }
      });
    }
    return highest;
  }

  /** How many bad looks faults that explain these rows leave unexplained, more than chance would. */
  unexplained(explained: Rows, besides: Rows = this.none): number {
    const { rows } = this;
    let count = 0;
    let stream: Stream | null = null;
    let bad = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as InTrouble;
      if (row.stream !== stream) {
        if (bad >= unexplainedLooks) count += bad;
        bad = 0;
        stream = row.stream;
      }
      const word = at >> 5;
      if (!row.isBad) continue;
      if ((((explained[word] as number) | (besides[word] as number)) >> (at & 31)) & 1) continue;
      bad += row.count;
    }
    return bad >= unexplainedLooks ? count + bad : count;
  }

  /** The bad looks that they leave unexplained, of series with more of them than chance would have. */
  openAfter(explained: Rows): Rows {
    const open = new Int32Array(this.words);
    const { rows } = this;
    const isOpen = (at: number) => rows[at]?.isBad === true && !has(explained, at);
    for (let from = 0; from < rows.length; ) {
      const { stream } = rows[from] as InTrouble;
      let bad = 0;
      let end = from;
      for (; rows[end]?.stream === stream; end += 1) {
        if (isOpen(end)) bad += (rows[end] as InTrouble).count;
      }
      for (let at = from; at < end && bad >= unexplainedLooks; at += 1) {
        if (isOpen(at)) open[at >> 5] = (open[at >> 5] as number) | (1 << (at & 31));
      }
      from = end;
    }
    return open;
  }

  /** Natural log, by row, of P(what it showed | all these faults, whenever each began) ÷ P(the same | none). */
  logsOf(faults: readonly Fault[]): Float64Array {
    const logs = new Float64Array(this.rows.length);
    let stream: Stream | null = null;
    let meetings: readonly Meeting[] = [];
    let memo = memoOf(meetings);
    this.rows.forEach((row, at) => {
      if (row.stream !== stream) {
        stream = row.stream;
        meetings = meetingsOf(stream, faults);
        memo = memoOf(meetings);
      }
      if (meetings.length > 0) {
        logs[at] = logIn(memo, meetings, row.sight) - logOfSight([], row.sight);
      }
    });
    return logs;
  }

  /** What a fault could add where the rows have these logs already. */
  gainOf({ link, place }: Fault, logs: Float64Array): Gain {
    const { rows, testimonies } = this.heardOf(link);
    let most = 0;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (let heard = 0; heard < rows.length; heard += 1) {
      const testimony = testimonies[heard] as Testimony;
      if (testimony.explains[place] !== 1) continue;
      const at = rows[heard] as number;
      const more = (testimony.logs[place] as number) - (logs[at] as number);
      if (more <= 0) continue;
      const { count, firstMs } = this.rows[at] as InTrouble;
      most += more * count;
      if (firstMs < sinceMs) sinceMs = firstMs;
    }
    return { most, about: most + this.fineSince(sinceMs, rows, testimonies, place) };
  }

  /** What the good looks since then say of a fault. */
  private fineSince(
    sinceMs: number,
    rows: readonly number[],
    testimonies: readonly Testimony[],
    place: number,
  ): number {
    let log = 0;
    for (let heard = 0; heard < rows.length; heard += 1) {
      const { isBad, firstMs, lastMs, count } = this.rows[rows[heard] as number] as InTrouble;
      if (isBad || lastMs < sinceMs) continue;
      const part = firstMs >= sinceMs ? 1 : (lastMs - sinceMs) / (lastMs - firstMs);
      log += ((testimonies[heard] as Testimony).logs[place] as number) * count * part;
    }
    return log;
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
      for (const place of testimony.explained) {
        let own = explained[place];
        if (!own) {
          own = new Int32Array(this.words);
          explained[place] = own;
        }
        own[at >> 5] = (own[at >> 5] as number) | (1 << (at & 31));
      }
    });
    return { rows, testimonies, explained };
  }
}

/** Natural logs: at most, by the bad looks that it explains, and about, by the good ones among them as well. */
export interface Gain {
  readonly most: number;
  readonly about: number;
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
  for (let at = 0; at < some.length; at += 1) {
    if (((some[at] as number) & (others[at] as number)) !== 0) return true;
  }
  return false;
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
