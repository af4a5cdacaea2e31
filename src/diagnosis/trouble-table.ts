import type { LinkId } from '../chain/types.ts';
import { type Gain, Heard } from './heard.ts';
import type { Fault } from './hypotheses.ts';
import { logIn, logOfSight, memoOf } from './likelihood.ts';
import type { LookWindow } from './look-window.ts';
import { type Meeting, meetingOf } from './meeting.ts';
import { Room } from './room.ts';
import { add, addAll, firstOf, noRows, type Rows } from './row-bits.ts';
import type { Stream } from './stream.ts';
import { type TroubleRows, troubleRowsOf, unexplainedLooks } from './trouble-rows.ts';

const roomForLooks = new Room();

/** The looks of the series in trouble, and what each fault says of them. */
export class TroubleTable {
  /** Of every row: that nothing is said of it yet. */
  readonly nothing: Float64Array;
  private readonly rows: TroubleRows;
  private readonly none: Rows;
  /** By row: the most that any fault of the links says of one look; null until somebody asks. */
  private highest: Float64Array | null = null;
  /** By link: the rows of series that may show its faults. */
  private readonly rowsOf = new Map<LinkId, number[]>();
  private readonly ofLink = new Map<LinkId, Heard>();

  constructor(troubled: readonly Stream[], window: LookWindow) {
    this.rows = troubleRowsOf(troubled, window);
    this.rows.streams.forEach(({ touched }, row) => {
      for (const link of touched) {
        const own = this.rowsOf.get(link);
        if (own) own.push(row);
        else this.rowsOf.set(link, [row]);
      }
    });
    this.none = noRows(this.rows.length);
    this.nothing = new Float64Array(this.rows.length);
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
    return this.heardOf(link).explaining;
  }

  /** The rows that the fault makes far more likely than chance. */
  explainedBy({ link, place }: Fault): Rows {
    return this.heardOf(link).explainedBy(place);
  }

  /** The rows that any of these faults makes far more likely than chance. */
  explainedByAny(faults: readonly Fault[]): Rows {
    const any = noRows(this.rows.length);
    for (const fault of faults) addAll(any, this.explainedBy(fault));
    return any;
  }

  /** The most that faults of the links could add where the bad rows have these logs already (natural log). */
  mostBeside(logs: Float64Array): number {
    this.highest ??= this.highestOfAll();
    const { bad, count } = this.rows;
    let most = 0;
    for (let word = 0; word < bad.length; word += 1) {
      for (let bits = bad[word] as number; bits !== 0; bits &= bits - 1) {
        const at = firstOf(word, bits);
        const more = (this.highest[at] as number) - (logs[at] as number);
        if (more > 0) most += more * (count[at] as number);
      }
    }
    return most;
  }

  /** Whether faults that explain these rows leave bad looks unexplained, more than chance would. */
  leavesOpen(explained: Rows, besides: Rows = this.none): boolean {
    const { bad, count, series } = this.rows;
    let one = -1;
    let looks = 0;
    for (let word = 0; word < bad.length; word += 1) {
      const known = (explained[word] as number) | (besides[word] as number);
      for (let bits = (bad[word] as number) & ~known; bits !== 0; bits &= bits - 1) {
        const at = firstOf(word, bits);
        if (series[at] !== one) {
          one = series[at] as number;
          looks = 0;
        }
        looks += count[at] as number;
        if (looks >= unexplainedLooks) return true;
      }
    }
    return false;
  }

  /** The bad looks that they leave unexplained, of series with more of them than chance would have. */
  openAfter(explained: Rows): Rows {
    const { bad, count, series } = this.rows;
    const open = noRows(this.rows.length);
    const looks = roomForLooks.filled((series.at(-1) ?? -1) + 1, 0);
    for (const isLast of [false, true]) {
      for (let word = 0; word < bad.length; word += 1) {
        const left = (bad[word] as number) & ~(explained[word] as number);
        for (let bits = left; bits !== 0; bits &= bits - 1) {
          const at = firstOf(word, bits);
          const one = series[at] as number;
          if (!isLast) looks[one] = (looks[one] as number) + (count[at] as number);
          else if ((looks[one] as number) >= unexplainedLooks) add(open, at);
        }
      }
    }
    return open;
  }

  /** Natural log, by row, of P(what it showed | all these faults, whenever each began) ÷ P(the same | none). */
  logsOf(faults: readonly Fault[]): Float64Array {
    const { streams, sight, length } = this.rows;
    const logs = new Float64Array(length);
    let stream: Stream | null = null;
    let meetings: readonly Meeting[] = [];
    let memo = memoOf(meetings);
    for (let at = 0; at < length; at += 1) {
      if (streams[at] !== stream) {
        stream = streams[at] as Stream;
        meetings = meetingsOf(stream, faults);
        memo = memoOf(meetings);
      }
      if (meetings.length === 0) continue;
      const seen = sight[at] as number;
      logs[at] = logIn(memo, meetings, seen) - logOfSight([], seen);
    }
    return logs;
  }

  /** What a fault could add where the rows have these logs already. */
  gainOf({ link, place }: Fault, logs: Float64Array): Gain {
    return this.heardOf(link).gainOf(place, logs);
  }

  /** At least the most that any fault of the link could add where the rows have these logs already. */
  mostAt(link: LinkId, logs: Float64Array): number {
    return this.heardOf(link).mostOver(logs);
  }

  private heardOf(link: LinkId): Heard {
    let heard = this.ofLink.get(link);
    if (!heard) {
      heard = new Heard(link, this.rowsOf.get(link) ?? [], this.rows);
      this.ofLink.set(link, heard);
    }
    return heard;
  }

  private highestOfAll(): Float64Array {
    const highest = new Float64Array(this.rows.length);
    for (const link of this.links) this.heardOf(link).raise(highest);
    return highest;
  }
}

function meetingsOf(stream: Stream, faults: readonly Fault[]): readonly Meeting[] {
  return faults
    .flatMap((fault) => meetingOf(stream, fault) ?? [])
    .sort((a, b) => a.order - b.order);
}
