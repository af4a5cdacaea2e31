import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { logIn, memoOf } from './likelihood.ts';
import type { LinkLooks, Witness } from './link-looks.ts';
import type { LookWindow } from './look-window.ts';
import { type Meeting, type MeetingMemo, meetingOf } from './meeting.ts';
import { SinceThen, type Weighed } from './since-then.ts';
import type { Stream } from './stream.ts';
import { clampLog } from './testimony.ts';

/** A fault, and when it most probably began. */
export interface Member {
  readonly fault: Fault;
  readonly onsetMs: number;
}

/** Meetings of one look, by place, and what is known of them. */
interface Met {
  readonly meetings: readonly Meeting[];
  readonly memo: MeetingMemo;
}

/** What the looks of a link meet of the others. */
interface OnLink {
  /** By row: who had begun, a bit each, or that another began in the midst of it. */
  readonly begun: Int8Array;
  /** By witness, then by who had begun; null: nobody. */
  readonly others: readonly (Met | null)[];
}

const inTheMidst = -1;

/** Faults beside which others are weighed. */
export class Company {
  readonly members: readonly Member[];
  /** Of each series, by who had begun: whom its looks meet; null: nobody. */
  private readonly met = new Map<Stream, readonly (Met | null)[]>();
  private readonly onLink = new Map<LinkId, OnLink>();

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  /**
   * Log-likelihood ratio of `fault` beside the others to the others alone, over the looks that can tell
   * of it, from the moment at which it most probably began; less what that choice of a moment is worth.
   */
  weigh(fault: Fault, window: LookWindow): Weighed {
    const looks = window.looksOf(fault.link);
    if (this.members.length === 0) return alone(fault, looks);
    const last = this.weighBeside(fault, looks, false);
    if (!this.members.some((other) => other.fault.link === fault.link)) return last;
    const first = this.weighBeside(fault, looks, true);
    return first.log > last.log ? first : last;
  }

  /** @param isEarlier where another is a stage of the same illness: whether this one came before it */
  private weighBeside(fault: Fault, looks: LinkLooks, isEarlier: boolean): Weighed {
    const { witnesses, witness, from, end, count, sight } = looks;
    const ways = 1 << this.members.length;
    const { begun: begunBy, others: allOthers } = this.onLinkOf(fault.link, looks);
    const together = new Array<Met | null | undefined>(witnesses.length * ways).fill(undefined);
    const sum = new SinceThen(fault, looks);
    const add = (row: number, part: number, begun: number): void => {
      // The later stage speaks for the link.
      if (isEarlier && this.isStage(fault.link, begun)) {
        sum.add(row, 0);
        return;
      }
      const number = witness[row] as number;
      const cell = number * ways + begun;
      const others = allOthers[cell] as Met | null;
      if (others === null) {
        sum.addAlone(row, part);
        return;
      }
      const { stream, weight } = witnesses[number] as Witness;
      let all = together[cell];
      if (all === undefined) {
        all = this.metTogether(fault, stream, begun);
        together[cell] = all;
      }
      const seen = sight[row] as number;
      const log = all
        ? logIn(all.memo, all.meetings, seen) - logIn(others.memo, others.meetings, seen)
        : 0;
      sum.add(row, weight * part * clampLog(log));
    };
    return sum.best((row) => {
      const begun = begunBy[row] as number;
      if (begun !== inTheMidst) {
        add(row, count[row] as number, begun);
        return;
      }
      const { startedMs, sights } = (witnesses[witness[row] as number] as Witness).looks;
      for (let at = (end[row] as number) - 1; at >= (from[row] as number); at -= 1) {
        if (sights[at] === sight[row]) add(row, 1, this.begunAt(startedMs[at] as number));
      }
    });
  }

  private onLinkOf(link: LinkId, looks: LinkLooks): OnLink {
    let onLink = this.onLink.get(link);
    if (!onLink) {
      const others = looks.witnesses.flatMap(({ stream }) => this.metOn(stream));
      onLink = { begun: this.begunBy(looks), others };
      this.onLink.set(link, onLink);
    }
    return onLink;
  }

  private begunBy({ witnesses, witness, from, end }: LinkLooks): Int8Array {
    const begun = new Int8Array(witness.length);
    for (let row = 0; row < begun.length; row += 1) {
      const { startedMs } = (witnesses[witness[row] as number] as Witness).looks;
      const atFirst = this.begunAt(startedMs[from[row] as number] as number);
      const atLast = this.begunAt(startedMs[(end[row] as number) - 1] as number);
      begun[row] = atFirst === atLast ? atFirst : inTheMidst;
    }
    return begun;
  }

  private begunAt(ms: number): number {
    const { members } = this;
    let bits = 0;
    for (let at = 0; at < members.length; at += 1) {
      if (ms >= (members[at] as Member).onsetMs) bits |= 1 << at;
    }
    return bits;
  }

  /** Whether one of those that had begun is of this link. */
  private isStage(link: LinkId, begun: number): boolean {
    return this.members.some(({ fault }, at) => (begun >> at) & 1 && fault.link === link);
  }

  /** Whom the looks of a series meet, by who had begun. */
  private metOn(stream: Stream): readonly (Met | null)[] {
    let met = this.met.get(stream);
    if (!met) {
      met = Array.from({ length: 1 << this.members.length }, (_, begun) => {
        const meetings = this.meetingsOn(stream, begun, null);
        return meetings.length > 0 ? { meetings, memo: memoOf(meetings) } : null;
      });
      this.met.set(stream, met);
    }
    return met;
  }

  /** The same with one fault more; null where they do not meet that one. */
  private metTogether(fault: Fault, stream: Stream, begun: number): Met | null {
    const own = meetingOf(stream, fault);
    if (!own) return null;
    const meetings = this.meetingsOn(stream, begun, fault.link);
    meetings.push(own);
    meetings.sort((a, b) => a.order - b.order);
    return { meetings, memo: memoOf(meetings) };
  }

  /** @param without leaves out the stages of one link's illness */
  private meetingsOn(stream: Stream, begun: number, without: LinkId | null): Meeting[] {
    const meetings: Meeting[] = [];
    this.members.forEach(({ fault }, at) => {
      if (((begun >> at) & 1) === 0 || fault.link === without || this.isOver(at, begun)) return;
      const meeting = meetingOf(stream, fault);
      if (meeting) meetings.push(meeting);
    });
    return meetings.sort((a, b) => a.order - b.order);
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

function alone(fault: Fault, looks: LinkLooks): Weighed {
  const sum = new SinceThen(fault, looks);
  return sum.best((row) => sum.addAlone(row, looks.count[row] as number));
}
