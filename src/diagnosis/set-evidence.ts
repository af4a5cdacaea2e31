import type { Fault } from './hypotheses.ts';
import { logIn, memoOf } from './likelihood.ts';
import type { LinkLooks, LookWindow, Row } from './look-window.ts';
import { type Meeting, type MeetingMemo, meetingOf } from './meeting.ts';
import type { Stream } from './stream.ts';
import { clampLog } from './testimony.ts';

/** A fault, and when it most probably began. */
export interface Member {
  readonly fault: Fault;
  readonly onsetMs: number;
}

/** What a window says of a fault: natural log of its likelihood ratio, and when it most probably began. */
export interface Weighed {
  readonly log: number;
  readonly onsetMs: number;
}

/** Meetings of one look, by place, and what is known of them. */
interface Met {
  readonly meetings: readonly Meeting[];
  readonly memo: MeetingMemo;
}

/** What a look meets of the others, where it meets any. */
interface Others extends Met {
  /** Those that go on beside one more fault of a link: all but the stages of its own illness. */
  readonly besideLink: (link: string) => readonly Meeting[];
}

/** What a look meets without the fault and with it; `with` null: it does not meet the fault. */
interface Beside {
  readonly without: Met;
  readonly with: Met | null;
}

/** Faults beside which others are weighed. */
export class Company {
  readonly members: readonly Member[];
  /** Of each series, by who had begun (a bit each). */
  private readonly met = new Map<Stream, readonly (Others | null)[]>();

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  /**
   * Log-likelihood ratio of `fault` beside the others to the others alone, over the looks that can tell
   * of it, from the moment at which it most probably began; less what that choice of a moment is worth.
   */
  weigh(fault: Fault, window: LookWindow): Weighed {
    const looks = window.looksOf(fault.link);
    const last = new Weighing(fault, looks, this, false).result();
    if (!this.members.some((other) => other.fault.link === fault.link)) return last;
    const first = new Weighing(fault, looks, this, true).result();
    return first.log > last.log ? first : last;
  }

  /** Who had begun at a moment, a bit each. */
  begunAt(ms: number): number {
    const { members } = this;
    let bits = 0;
    for (let at = 0; at < members.length; at += 1) {
      if (ms >= (members[at] as Member).onsetMs) bits |= 1 << at;
    }
    return bits;
  }

  /** What the looks of a series meet of those that had begun; null where nobody. */
  othersOn(stream: Stream, begun: number): Others | null {
    let met = this.met.get(stream);
    if (!met) {
      met = this.workOut(stream);
      this.met.set(stream, met);
    }
    return met[begun] ?? null;
  }

  /** Whether one of those that had begun is of this link. */
  isStage(link: string, begun: number): boolean {
    return this.members.some(({ fault }, at) => (begun >> at) & 1 && fault.link === link);
  }

  private workOut(stream: Stream): readonly (Others | null)[] {
    const all = this.members.map(({ fault }) => meetingOf(stream, fault));
    const none = all.every((meeting) => meeting === null);
    return Array.from({ length: 1 << all.length }, (_, begun) => {
      const met = none
        ? []
        : all.flatMap((meeting, at) =>
            meeting && (begun >> at) & 1 && !this.isOver(at, begun) ? [{ meeting, at }] : [],
          );
      if (met.length === 0) return null;
      met.sort((a, b) => a.meeting.order - b.meeting.order);
      const meetings = met.map(({ meeting }) => meeting);
      const besideLink = (link: string) =>
        met
          .filter(({ at }) => this.members[at]?.fault.link !== link)
          .map(({ meeting }) => meeting);
      return { meetings, memo: memoOf(meetings), besideLink };
    });
  }

  /** A link that is ill in stages is ill in one way at a time: in the one that began last. */
  private isOver(at: number, begun: number): boolean {
    const own = this.members[at] as Member;
    return this.members.some(
      ({ fault, onsetMs }, other) =>
        (begun >> other) & 1 && fault.link === own.fault.link && onsetMs > own.onsetMs,
    );
  }
}

/** Goes back through the looks of a link, from the latest on. */
class Weighing {
  private readonly fault: Fault;
  private readonly looks: LinkLooks;
  private readonly company: Company;
  private readonly isEarlier: boolean;
  /** By series and by who had begun; undefined: not asked yet. */
  private readonly beside: (Beside | null | undefined)[];
  private readonly ways: number;
  /** By series: what its earliest look so far says more where it is not the first after all. */
  private readonly surplus: Float64Array;
  private sinceThen = 0;

  /** @param isEarlier where another is a stage of the same illness: whether this one came before it */
  constructor(fault: Fault, looks: LinkLooks, company: Company, isEarlier: boolean) {
    this.fault = fault;
    this.looks = looks;
    this.company = company;
    this.isEarlier = isEarlier;
    this.ways = 1 << company.members.length;
    this.beside = [];
    this.surplus = new Float64Array(looks.streams.length);
  }

  result(): Weighed {
    const { moments, widestLogGap } = this.looks;
    const isAlone = this.company.members.length === 0;
    let best = Number.NEGATIVE_INFINITY;
    let onsetMs = 0;
    for (const { rows, startMs, logGap } of moments) {
      for (const row of rows) {
        if (isAlone) this.addAlone(row, row.count);
        else this.add(row);
      }
      if (this.sinceThen + widestLogGap <= best) continue;
      const all = this.sinceThen + logGap;
      if (all > best) {
        best = all;
        onsetMs = startMs;
      }
    }
    return { log: best === Number.NEGATIVE_INFINITY ? 0 : best, onsetMs };
  }

  private add(row: Row): void {
    const { from, count, series } = row;
    const startedMs = this.looks.startedMs[series] as Float64Array;
    const first = this.company.begunAt(startedMs[from] as number);
    const last = this.company.begunAt(startedMs[from + count - 1] as number);
    if (first === last) {
      this.addPart(row, count, first);
      return;
    }
    // Another began in the midst of these looks.
    for (let at = from + count - 1; at >= from; at -= 1) {
      this.addPart(row, 1, this.company.begunAt(startedMs[at] as number));
    }
  }

  private addPart(row: Row, count: number, begun: number): void {
    // The later stage speaks for the link.
    const isPast = this.isEarlier && this.company.isStage(this.fault.link, begun);
    const beside = begun === 0 ? null : this.besideOf(row.series, begun);
    if (beside === null && !isPast) {
      this.addAlone(row, count);
      return;
    }
    const { series, weight, sight } = row;
    this.sinceThen += this.surplus[series] as number;
    this.surplus[series] = 0;
    if (!beside?.with || isPast) return;
    const { without, with: own } = beside;
    const log =
      logIn(own.memo, own.meetings, sight) - logIn(without.memo, without.meetings, sight);
    this.sinceThen += weight * count * clampLog(log);
  }

  /** Whatever failed before the first look that meets the fault was not the fault's doing. */
  private addAlone({ series, weight, testimony, afresh }: Row, count: number): void {
    const { place } = this.fault;
    const log = weight * (testimony.logs[place] as number);
    const firstLog = weight * (afresh.logs[place] as number);
    // The look that was the first so far is the first no more.
    this.sinceThen += (this.surplus[series] as number) + (count - 1) * log + firstLog;
    this.surplus[series] = log - firstLog;
  }

  private besideOf(series: number, begun: number): Beside | null {
    const cell = series * this.ways + begun;
    let beside = this.beside[cell];
    if (beside === undefined) {
      beside = this.workOut(series, begun);
      this.beside[cell] = beside;
    }
    return beside;
  }

  private workOut(series: number, begun: number): Beside | null {
    const { streams, meetings } = this.looks;
    const others = this.company.othersOn(streams[series] as Stream, begun);
    if (!others) return null;
    const own = meetings[series]?.[this.fault.place];
    if (!own) return { without: others, with: null };
    const together = [...others.besideLink(this.fault.link), own].sort((a, b) => a.order - b.order);
    return { without: others, with: { meetings: together, memo: memoOf(together) } };
  }
}
