import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { LinkLooks } from './link-looks.ts';
import { type Meeting, meetingOf } from './meeting.ts';
import { type Met, metOf, metWith } from './met.ts';
import type { Stream } from './stream.ts';

/** A fault, and when it most probably began. */
export interface Member {
  readonly fault: Fault;
  readonly onsetMs: number;
}

/** Whom looks meet; null: nobody; undefined: nobody asked yet. */
export type Known = Met | null | undefined;

/** What the looks of a link meet of the others. */
export interface OnLink {
  /** By moment: how many had begun from there to the next, or that another began in the midst of it. */
  readonly begun: readonly number[];
  /** By witness, then by how many had begun. */
  readonly others: Known[];
}

export const inTheMidst = -1;

/** Faults beside which others are weighed. */
export class Company {
  readonly members: readonly Member[];
  /** Whether one link is ill in several ways, one after another. */
  private readonly hasStages: boolean;
  /** By how many had begun: who, a bit each. As time goes on they only become more. */
  private readonly begunBits: readonly number[];
  /** Of each series, by how many had begun: whom its looks meet. */
  private readonly met = new Map<Stream, Known[]>();
  private readonly onLink = new Map<LinkId, OnLink>();

  constructor(members: readonly Member[]) {
    this.members = members;
    this.hasStages = new Set(members.map(({ fault }) => fault.link)).size < members.length;
    this.begunBits = bitsInOrder(members);
  }

  /** How many may have begun: from none to all. */
  get ways(): number {
    return this.begunBits.length;
  }

  /** How many had begun. */
  begunAt(ms: number): number {
    const { members } = this;
    let begun = 0;
    for (let at = 0; at < members.length; at += 1) {
      if (ms >= (members[at] as Member).onsetMs) begun += 1;
    }
    return begun;
  }

  /** Whether one of those that had begun is of this link. */
  isStage(link: LinkId, begun: number): boolean {
    const bits = this.begunBits[begun] as number;
    return this.members.some(({ fault }, at) => (bits >> at) & 1 && fault.link === link);
  }

  /** Whom the looks of a series meet. */
  metOn(stream: Stream, begun: number): Met | null {
    let known = this.met.get(stream);
    if (!known) {
      known = new Array<Known>(this.ways).fill(undefined);
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

  /** Whether one of them is of this link. */
  isOf(link: LinkId): boolean {
    return this.members.some(({ fault }) => fault.link === link);
  }

  onLinkOf(link: LinkId, looks: LinkLooks): OnLink {
    let onLink = this.onLink.get(link);
    if (!onLink) {
      const cells = looks.witnesses.length * this.ways;
      const others = new Array<Known>(cells).fill(undefined);
      onLink = { begun: this.begunBy(looks), others };
      this.onLink.set(link, onLink);
    }
    return onLink;
  }

  private begunBy({ moments }: LinkLooks): readonly number[] {
    let untilMs = Number.POSITIVE_INFINITY;
    return moments.map(({ startMs }) => {
      const isMidst = this.members.some(({ onsetMs }) => onsetMs > startMs && onsetMs < untilMs);
      untilMs = startMs;
      return isMidst ? inTheMidst : this.begunAt(startMs);
    });
  }

  /** @param without leaves out the stages of one link's illness */
  private meetingsOn(stream: Stream, begun: number, without: LinkId | null): readonly Meeting[] {
    const meetings: Meeting[] = [];
    const bits = this.begunBits[begun] as number;
    for (let at = 0; at < this.members.length; at += 1) {
      const { fault } = this.members[at] as Member;
      if (((bits >> at) & 1) === 0 || fault.link === without) continue;
      if (this.hasStages && this.isOver(at, bits)) continue;
      const meeting = meetingOf(stream, fault);
      if (meeting) meetings.push(meeting);
    }
    return meetings.length < 2 ? meetings : meetings.sort((a, b) => a.order - b.order);
  }

  /** A link that is ill in stages is ill in one way at a time: in the one that began last. */
  private isOver(at: number, bits: number): boolean {
    const own = this.members[at] as Member;
    return this.members.some(
      ({ fault, onsetMs }, other) =>
        (bits >> other) & 1 && fault.link === own.fault.link && onsetMs > own.onsetMs,
    );
  }
}

/** By how many have begun: who they are, a bit each. */
function bitsInOrder(members: readonly Member[]): readonly number[] {
  const order = members.map((_, at) => at);
  order.sort((a, b) => (members[a] as Member).onsetMs - (members[b] as Member).onsetMs);
  let bits = 0;
  return [0, ...order.map((at) => (bits |= 1 << at))];
}
