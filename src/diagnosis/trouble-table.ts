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
  /** Of every row: that nothing is said of it yet. */
  readonly nothing: Float64Array;
  private readonly words: number;
  private readonly none: Rows;
  /** By row: the most that any fault of the links heard so far says of one look. */
  private readonly highest: Float64Array;
  private readonly count: Float64Array;
  /** By link: the rows of series that may show its faults. */
  private readonly rowsOf = new Map<LinkId, number[]>();
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
      .filter(({ bad }) => bad >= unexplainedLooks)
      .sort((a, b) => b.bad - a.bad)
      .slice(0, mostSeries);
    this.rows = worst.flatMap(({ rows }) => rows);
    this.rows.forEach(({ stream }, row) => {
      for (const link of stream.touched) {
        const own = this.rowsOf.get(link);
        if (own) own.push(row);
        else this.rowsOf.set(link, [row]);
      }
    });
    this.words = Math.ceil(this.rows.length / 32);
    this.none = new Int32Array(this.words);
    this.nothing = new Float64Array(this.rows.length);
    this.highest = new Float64Array(this.rows.length);
    this.count = Float64Array.from(this.rows, ({ count }) => count);
  }

  /** Links whose faults may explain some of the rows. */
  get links(): Iterable<LinkId> {
    return this.rowsOf.keys();
  }

  /** The rows that some fault of the link makes far more likely than chance. */
  explainedAt(link: LinkId): Rows {
    return this.heardOf(link).explained;
  }

  /** The places of those faults. */
  explainingAt(link: LinkId): readonly number[] {
    const places = new Set<number>();
    for (const { explained } of this.heardOf(link).said) for (const at of explained) places.add(at);
    return [...places].sort((a, b) => a - b);
  }

  /** The rows that the fault makes far more likely than chance. */
  explainedBy({ link, place }: Fault): Rows {
    const { rows, said, explainedBy } = this.heardOf(link);
    let own = explainedBy[place];
    if (!own) {
      own = new Int32Array(this.words);
      for (let at = 0; at < rows.length; at += 1) {
        if ((said[at] as Testimony).explains[place] === 1) add(own, rows[at] as number);
      }
      explainedBy[place] = own;
    }
    return own;
  }

  /** The rows that any of these faults makes far more likely than chance. */
  explainedByAny(faults: readonly Fault[]): Rows {
    return faults.reduce<Rows>((any, fault) => this.union(any, this.explainedBy(fault)), this.none);
  }

  private union(some: Rows, others: Rows): Rows {
    const all = new Int32Array(this.words);
    for (let at = 0; at < all.length; at += 1) {
      all[at] = (some[at] as number) | (others[at] as number);
    }
    return all;
  }

  /** The most that faults of the links could say of the rows that these leave unexplained (natural log). */
  mostOfRest(explained: Rows): number {
    for (const link of this.links) this.heardOf(link);
    const open = this.openAfter(explained);
    let most = 0;
    for (let at = 0; at < this.rows.length; at += 1) {
      if (has(open, at)) most += (this.highest[at] as number) * (this.rows[at] as InTrouble).count;
    }
    return most;
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
        if (isOpen(at)) add(open, at);
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
    const heard = this.heardOf(link);
    const { rows, said } = heard;
    const { count } = this;
    let most = 0;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < rows.length; at += 1) {
      const testimony = said[at] as Testimony;
      if (testimony.explains[place] !== 1) continue;
      const row = rows[at] as number;
      const more = (testimony.logs[place] as number) - (logs[row] as number);
      if (more <= 0) continue;
      most += more * (count[row] as number);
      sinceMs = Math.min(sinceMs, (this.rows[row] as InTrouble).firstMs);
    }
    return { most, about: most + Math.min(0, this.fineSince(sinceMs, heard, place)) };
  }

  /** At least the most that any fault of the link could add where the rows have these logs already. */
  mostAt(link: LinkId, logs: Float64Array): number {
    const { rows, said } = this.heardOf(link);
    let most = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] as number;
      const more = (said[at] as Testimony).highestExplained - (logs[row] as number);
      if (more > 0) most += more * (this.count[row] as number);
    }
    return most;
  }

  /** What the good looks since then say of a fault. */
  private fineSince(sinceMs: number, { fine, fineSaid }: Heard, place: number): number {
    let log = 0;
    for (let at = 0; at < fine.length; at += 1) {
      const { firstMs, lastMs, count } = fine[at] as InTrouble;
      if (lastMs < sinceMs) continue;
      const part = firstMs >= sinceMs ? 1 : (lastMs - sinceMs) / (lastMs - firstMs);
      log += ((fineSaid[at] as Testimony).logs[place] as number) * count * part;
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
    const explained = new Int32Array(this.words);
    const heard: Heard = { rows: [], said: [], fine: [], fineSaid: [], explained, explainedBy: [] };
    for (const row of this.rowsOf.get(link) ?? []) {
      const shown = this.rows[row] as InTrouble;
      const meetings = meetingsAt(shown.stream, link);
      if (!meetings) continue;
      const testimony = testimonyOf(meetings, shown.sight);
      if (!shown.isBad) {
        heard.fine.push(shown);
        heard.fineSaid.push(testimony);
        continue;
      }
      heard.rows.push(row);
      heard.said.push(testimony);
      if (testimony.explained.length === 0) continue;
      add(explained, row);
      this.highest[row] = Math.max(this.highest[row] as number, testimony.highestExplained);
    }
    return heard;
  }
}

/** Natural logs: at most, by the bad looks that it explains, and about, by the good ones among them as well. */
interface Gain {
  readonly most: number;
  readonly about: number;
}

/** What the rows say of the faults of one link. */
interface Heard {
  /** Numbers of the rows of bad looks … */
  readonly rows: number[];
  /** … and what each says of the faults. */
  readonly said: Testimony[];
  /** The same of good looks. */
  readonly fine: InTrouble[];
  readonly fineSaid: Testimony[];
  /** The rows that any of the faults explains … */
  readonly explained: Rows;
  /** … and by the place of the fault those that it does, as far as anybody asked. */
  readonly explainedBy: Rows[];
}

function add(rows: Rows, at: number): void {
  rows[at >> 5] = (rows[at >> 5] as number) | (1 << (at & 31));
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
