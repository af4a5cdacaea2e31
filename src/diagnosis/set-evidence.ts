import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { logIn } from './likelihood.ts';
import type { LinkLooks, Moment, Witness } from './link-looks.ts';
import type { LookWindow } from './look-window.ts';
import { type Meeting, meetingOf } from './meeting.ts';
import { type Met, metOf, metWith } from './met.ts';
import { SinceThen, type Weighed } from './since-then.ts';
import type { Stream } from './stream.ts';
import { clampLog } from './testimony.ts';

/** A fault, and when it most probably began. */
export interface Member {
  readonly fault: Fault;
  readonly onsetMs: number;
}

/** Whom looks meet; null: nobody; undefined: nobody asked yet. */
type Known = Met | null | undefined;

/** What the looks of a link meet of the others. */
interface OnLink {
  /** By row: who had begun, a bit each, or that another began in the midst of it. */
  readonly begun: Int8Array;
  /** By witness, then by who had begun. */
  readonly others: Known[];
}

const inTheMidst = -1;

/** Faults beside which others are weighed. */
export class Company {
  readonly members: readonly Member[];
  /** Whether one link is ill in several ways, one after another. */
  private readonly hasStages: boolean;
  /** Of each series, by who had begun: whom its looks meet. */
  private readonly met = new Map<Stream, Known[]>();
  private readonly onLink = new Map<LinkId, OnLink>();

  constructor(members: readonly Member[]) {
    this.members = members;
    this.hasStages = new Set(members.map(({ fault }) => fault.link)).size < members.length;
  }

  /**
   * Log-likelihood ratio of `fault` beside the others to the others alone, over the looks that can tell
   * of it, from the moment at which it most probably began; less what that choice of a moment is worth.
   */
  weigh(fault: Fault, window: LookWindow): Weighed {
    const looks = window.looksOf(fault.link);
    if (this.members.length === 0) return alone(fault, looks);
    const onLink = this.onLinkOf(fault.link, looks);
    const last = new Beside(this, fault, looks, onLink, false).weigh();
    if (!this.isOf(fault.link)) return last;
    const first = new Beside(this, fault, looks, onLink, true).weigh();
    return first.log > last.log ? first : last;
  }

  begunAt(ms: number): number {
    const { members } = this;
    let bits = 0;
    for (let at = 0; at < members.length; at += 1) {
      if (ms >= (members[at] as Member).onsetMs) bits |= 1 << at;
    }
    return bits;
  }

  /** Whether one of those that had begun is of this link. */
  isStage(link: LinkId, begun: number): boolean {
    return this.members.some(({ fault }, at) => (begun >> at) & 1 && fault.link === link);
  }

  /** Whom the looks of a series meet. */
  metOn(stream: Stream, begun: number): Met | null {
    let known = this.met.get(stream);
    if (!known) {
      known = new Array<Known>(1 << this.members.length).fill(undefined);
      this.met.set(stream, known);
    }
    let met = known[begun];
    if (met === undefined) {
      met = metOf(this.meetingsOn(stream, begun, null));
      known[begun] = met;
    }
    return met;
  }

  /** The same with one fault more, given whom they meet without it; null where they do not meet that one. */
  metTogether(fault: Fault, stream: Stream, begun: number, others: Met): Met | null {
    const own = meetingOf(stream, fault);
    if (!own) return null;
    if (!this.isOf(fault.link)) return metWith(others, own);
    const elsewhere = metOf(this.meetingsOn(stream, begun, fault.link));
    return elsewhere ? metWith(elsewhere, own) : metOf([own]);
  }

  private isOf(link: LinkId): boolean {
    return this.members.some(({ fault }) => fault.link === link);
  }

  private onLinkOf(link: LinkId, looks: LinkLooks): OnLink {
    let onLink = this.onLink.get(link);
    if (!onLink) {
      const cells = looks.witnesses.length << this.members.length;
      const others = new Array<Known>(cells).fill(undefined);
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

  /** @param without leaves out the stages of one link's illness */
  private meetingsOn(stream: Stream, begun: number, without: LinkId | null): readonly Meeting[] {
    const meetings: Meeting[] = [];
    for (let at = 0; at < this.members.length; at += 1) {
      const { fault } = this.members[at] as Member;
      if (((begun >> at) & 1) === 0 || fault.link === without) continue;
      if (this.hasStages && this.isOver(at, begun)) continue;
      const meeting = meetingOf(stream, fault);
      if (meeting) meetings.push(meeting);
    }
    return meetings.length < 2 ? meetings : meetings.sort((a, b) => a.order - b.order);
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

/** One fault, weighed beside others on the looks of its link. */
class Beside {
  private readonly company: Company;
  private readonly fault: Fault;
  private readonly looks: LinkLooks;
  private readonly onLink: OnLink;
  private readonly isEarlier: boolean;
  private readonly ways: number;
  private readonly sum: SinceThen;
  /** By witness, then by who had begun: whom its looks meet, the fault among them. */
  private readonly together: Known[];

  /** @param isEarlier where another is a stage of the same illness: whether this one came before it */
  constructor(
    company: Company,
    fault: Fault,
    looks: LinkLooks,
    onLink: OnLink,
    isEarlier: boolean,
  ) {
    this.company = company;
    this.fault = fault;
    this.looks = looks;
    this.onLink = onLink;
    this.isEarlier = isEarlier;
    this.ways = 1 << company.members.length;
    this.sum = new SinceThen(fault, looks);
    this.together = new Array<Known>(onLink.others.length).fill(undefined);
  }

  weigh(): Weighed {
    const { sum, onLink } = this;
    const { moments, count } = this.looks;
    let row = 0;
    for (let at = 0; at < moments.length; at += 1) {
      const moment = moments[at] as Moment;
      for (; row < moment.endRow; row += 1) {
        const begun = onLink.begun[row] as number;
        if (begun === inTheMidst) this.addEach(row);
        else this.add(row, count[row] as number, begun);
      }
      sum.beginAt(moment);
    }
    return sum.weighed;
  }

  /** The looks of a row in the midst of which another began, the latest first. */
  private addEach(row: number): void {
    const { witnesses, witness, from, end, sight } = this.looks;
    const { startedMs, sights } = (witnesses[witness[row] as number] as Witness).looks;
    for (let at = (end[row] as number) - 1; at >= (from[row] as number); at -= 1) {
      if (sights[at] !== sight[row]) continue;
      this.add(row, 1, this.company.begunAt(startedMs[at] as number));
    }
  }

  private add(row: number, part: number, begun: number): void {
    const { company, fault, looks, onLink, sum, together } = this;
    // The later stage speaks for the link.
    if (this.isEarlier && company.isStage(fault.link, begun)) {
      sum.add(row, 0);
      return;
    }
    const number = looks.witness[row] as number;
    const cell = number * this.ways + begun;
    const { stream, weight } = looks.witnesses[number] as Witness;
    let others = onLink.others[cell];
    if (others === undefined) {
      others = company.metOn(stream, begun);
      onLink.others[cell] = others;
    }
    if (others === null) {
      sum.addAlone(row, part);
      return;
    }
    let all = together[cell];
    if (all === undefined) {
      all = company.metTogether(fault, stream, begun, others);
      together[cell] = all;
    }
    const seen = looks.sight[row] as number;
    const log = all
      ? logIn(all.memo, all.meetings, seen) - logIn(others.memo, others.meetings, seen)
      : 0;
    sum.add(row, weight * part * clampLog(log));
  }
}

function alone(fault: Fault, looks: LinkLooks): Weighed {
  const { moments, count } = looks;
  const sum = new SinceThen(fault, looks);
  let row = 0;
  for (let at = 0; at < moments.length; at += 1) {
    const moment = moments[at] as Moment;
    for (; row < moment.endRow; row += 1) sum.addAlone(row, count[row] as number);
    sum.beginAt(moment);
  }
  return sum.weighed;
}
