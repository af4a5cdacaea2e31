import type { LinkId } from '../chain/types.ts';
import { meetingsAt } from './meeting.ts';
import { Room } from './room.ts';
import { add, has, noRows, type Rows } from './row-bits.ts';
import { type Testimony, testimonyOf } from './testimony.ts';
import type { TroubleRows } from './trouble-rows.ts';

/** Natural logs: at most, by the bad looks that it explains, and about, by the good ones among them as well. */
export interface Gain {
  readonly most: number;
  readonly about: number;
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
  /** By the place of the fault, as far as anybody asked. */
  private readonly explainedByPlace: Rows[] = [];

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
    const { said } = this;
    const places = said[0]?.explains.length ?? 0;
    const marked = roomForPlaces.filled(places, 0);
    for (let at = 0; at < said.length; at += 1) {
      const { explained } = said[at] as Testimony;
      for (let k = 0; k < explained.length; k += 1) marked[explained[k] as number] = 1;
    }
    const explaining: number[] = [];
    for (let place = 0; place < places; place += 1) {
      if (marked[place] === 1) explaining.push(place);
    }
    return explaining;
  }

  /** The rows that the fault at this place makes far more likely than chance. */
  explainedBy(place: number): Rows {
    let own = this.explainedByPlace[place];
    if (!own) {
      own = noRows(this.rows.length);
      for (let at = 0; at < this.bad.length; at += 1) {
        if ((this.said[at] as Testimony).explains[place] === 1) add(own, this.bad[at] as number);
      }
      this.explainedByPlace[place] = own;
    }
    return own;
  }

  /** What the fault at this place could add where the rows have these logs already. */
  gainOf(place: number, logs: Float64Array): Gain {
    const { bad, said } = this;
    const { count, firstMs } = this.rows;
    let most = 0;
    let sinceMs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < bad.length; at += 1) {
      const row = bad[at] as number;
      const base = logs[row] as number;
      if ((this.highest[at] as number) <= base) continue;
      const testimony = said[at] as Testimony;
      if (testimony.explains[place] !== 1) continue;
      const more = (testimony.logs[place] as number) - base;
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
    const { fine, fineSaid } = this;
    const { count, firstMs, lastMs } = this.rows;
    let log = 0;
    for (let at = 0; at < fine.length; at += 1) {
      const row = fine[at] as number;
      const first = firstMs[row] as number;
      const last = lastMs[row] as number;
      if (last < sinceMs) continue;
      const part = first >= sinceMs ? 1 : (last - sinceMs) / (last - first);
      log += ((fineSaid[at] as Testimony).logs[place] as number) * (count[row] as number) * part;
    }
    return log;
  }
}

const nothing: Gain = { most: 0, about: 0 };
const roomForPlaces = new Room();
