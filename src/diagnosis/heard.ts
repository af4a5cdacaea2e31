import type { LinkId } from '../chain/types.ts';
import { meetingsAt } from './meeting.ts';
import { add, has, noRows, type Rows } from './row-bits.ts';
import { type Testimony, testimonyOf } from './testimony.ts';
import type { TroubleRows } from './trouble-rows.ts';

/** Natural logs: at most, by the bad looks that it explains, and about, by the good ones among them as well. */
export interface Gain {
  readonly most: number;
  readonly about: number;
}

/** What the bad rows say that a fault explains, those of one fault together: read some hundred times a verdict. */
interface Explanations {
  /** By place: where its rows begin, and where those of the last end. */
  readonly from: Int32Array;
  readonly row: Int32Array;
  /** Natural log of what one look of the row says of the fault. */
  readonly log: Float64Array;
}

/** What the rows of a table say of the faults of one link. */
export class Heard {
  /** The rows that any of the faults explains. */
  readonly explained: Rows;
  private readonly rows: TroubleRows;
  /** Rows of bad looks, what they say, and the most that one look of each says of a fault that it explains. */
  private readonly bad: number[] = [];
  private readonly said: Testimony[] = [];
  private readonly highest: number[] = [];
  /** Rows of good looks. */
  private readonly fine: number[] = [];
  private readonly fineSaid: Testimony[] = [];
  private known: Explanations | null = null;
  /** By the place of the fault, as far as anybody asked. */
  private readonly explainedByPlace: Rows[] = [];
  /** The same: what the looks of each row of good ones say together. */
  private readonly fineByPlace: Float64Array[] = [];

  /** @param own the rows of series that may show faults of the link */
  constructor(link: LinkId, own: readonly number[], rows: TroubleRows) {
    this.rows = rows;
    this.explained = noRows(rows.length);
    for (const row of own) {
      const meetings = meetingsAt(rows.streams[row] as (typeof rows.streams)[number], link);
      if (!meetings) continue;
      const testimony = testimonyOf(meetings, rows.sight[row] as number);
      if (!has(rows.bad, row)) {
        this.fine.push(row);
        this.fineSaid.push(testimony);
        continue;
      }
      this.bad.push(row);
      this.said.push(testimony);
      this.highest.push(testimony.highestExplained);
      if (testimony.explained.length > 0) add(this.explained, row);
    }
  }

  /** Raises each row to the most that one look of it says of any of the faults. */
  raise(highest: Float64Array): void {
    for (let at = 0; at < this.bad.length; at += 1) {
      const row = this.bad[at] as number;
      highest[row] = Math.max(highest[row] as number, this.highest[at] as number);
    }
  }

  /** The places of the faults that explain something. */
  get explaining(): readonly number[] {
    const { from } = this.explanations;
    const places: number[] = [];
    for (let place = 0; place + 1 < from.length; place += 1) {
      if (from[place] !== from[place + 1]) places.push(place);
    }
    return places;
  }

  /** The rows that the fault at this place makes far more likely than chance. */
  explainedBy(place: number): Rows {
    let own = this.explainedByPlace[place];
    if (!own) {
      own = noRows(this.rows.length);
      const { from, row } = this.explanations;
      const end = from[place + 1] ?? 0;
      for (let at = from[place] ?? 0; at < end; at += 1) add(own, row[at] as number);
      this.explainedByPlace[place] = own;
    }
    return own;
  }

  /** What the fault at this place could add where the rows have these logs already. */
  gainOf(place: number, logs: Float64Array): Gain {
    const { count, firstMs } = this.rows;
    const { from, row: rowOf, log } = this.explanations;
    const end = from[place + 1] ?? 0;
    let most = 0;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (let at = from[place] ?? 0; at < end; at += 1) {
      const row = rowOf[at] as number;
      const more = (log[at] as number) - (logs[row] as number);
      if (more <= 0) continue;
      most += more * (count[row] as number);
      sinceMs = Math.min(sinceMs, firstMs[row] as number);
    }
    if (most === 0) return nothing;
    return { most, about: most + Math.min(0, this.fineSince(sinceMs, place)) };
  }

  /** At least the most that any fault of the link could add where the rows have these logs already. */
  mostOver(logs: Float64Array): number {
    const { count } = this.rows;
    let most = 0;
    for (let at = 0; at < this.bad.length; at += 1) {
      const row = this.bad[at] as number;
      const more = (this.highest[at] as number) - (logs[row] as number);
      if (more > 0) most += more * (count[row] as number);
    }
    return most;
  }

  /** What the good looks since then say of a fault. */
  private fineSince(sinceMs: number, place: number): number {
    const { fine } = this;
    const { firstMs, lastMs } = this.rows;
    const logs = this.fineByPlace[place] ?? this.fineLogsOf(place);
    let log = 0;
    for (let at = 0; at < fine.length; at += 1) {
      const row = fine[at] as number;
      const first = firstMs[row] as number;
      const last = lastMs[row] as number;
      if (last < sinceMs) continue;
      const part = first >= sinceMs ? 1 : (last - sinceMs) / (last - first);
      log += (logs[at] as number) * part;
    }
    return log;
  }

  private fineLogsOf(place: number): Float64Array {
    const { fine, fineSaid } = this;
    const { count } = this.rows;
    const logs = new Float64Array(fine.length);
    for (let at = 0; at < fine.length; at += 1) {
      const log = (fineSaid[at] as Testimony).logs[place] as number;
      logs[at] = log * (count[fine[at] as number] as number);
    }
    this.fineByPlace[place] = logs;
    return logs;
  }

  private get explanations(): Explanations {
    this.known ??= explanationsIn(this.bad, this.said);
    return this.known;
  }
}

const nothing: Gain = { most: 0, about: 0 };

function explanationsIn(bad: readonly number[], said: readonly Testimony[]): Explanations {
  const places = said[0]?.explains.length ?? 0;
  const from = new Int32Array(places + 1);
  for (let at = 0; at < said.length; at += 1) {
    const { explained } = said[at] as Testimony;
    for (let k = 0; k < explained.length; k += 1) {
      const next = (explained[k] as number) + 1;
      from[next] = (from[next] as number) + 1;
    }
  }
  for (let place = 0; place < places; place += 1) {
    from[place + 1] = (from[place + 1] as number) + (from[place] as number);
  }
  const next = from.slice();
  const row = new Int32Array(from[places] as number);
  const log = new Float64Array(row.length);
  for (let at = 0; at < said.length; at += 1) {
    const { explained, logs } = said[at] as Testimony;
    for (let k = 0; k < explained.length; k += 1) {
      const place = explained[k] as number;
      const to = next[place] as number;
      next[place] = to + 1;
      row[to] = bad[at] as number;
      log[to] = logs[place] as number;
    }
  }
  return { from, row, log };
}
