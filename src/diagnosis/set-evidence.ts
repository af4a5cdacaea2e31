import type { Fault } from './hypotheses.ts';
import { logOfSight } from './likelihood.ts';
import type { LookWindow, Shown } from './look-window.ts';
import { type Meeting, meetingOf } from './meeting.ts';
import type { Stream } from './stream.ts';
import { clampLog, type Testimony } from './testimony.ts';

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

/** Faults beside which others are weighed. */
export class Company {
  readonly members: readonly Member[];
  private readonly met = new Map<Stream, readonly (Meeting | null)[] | null>();

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  /**
   * Log-likelihood ratio of `fault` beside the others to the others alone, over the looks that can tell
   * of it, from the moment at which it most probably began; less what that choice of a moment is worth.
   */
  weigh(fault: Fault, window: LookWindow): Weighed {
    const last = this.weighFrom(fault, window, false);
    if (!this.members.some((other) => other.fault.link === fault.link)) return last;
    const first = this.weighFrom(fault, window, true);
    return first.log > last.log ? first : last;
  }

  /** @param isEarlier where another is a stage of the same illness: whether this one came before it */
  private weighFrom(fault: Fault, window: LookWindow, isEarlier: boolean): Weighed {
    const { shown, place, startedMs, gap, widestGap } = window.looksOf(fault.link);
    const atMost = Math.log(widestGap);
    const ways = 1 << this.members.length;
    const logs = new Float64Array(shown.length * ways).fill(Number.NaN);
    // The first look of a series that meets the fault: whatever failed before it was not the fault's doing.
    const firstLogs = new Float64Array(shown.length * ways);
    const surplus = new Float64Array(shown.length);
    let sinceThen = 0;
    let best = Number.NEGATIVE_INFINITY;
    let onsetMs = 0;
    let beganMs = Number.POSITIVE_INFINITY;
    let begun = 0;
    for (let at = place.length - 1; at >= 0; at -= 1) {
      const startMs = startedMs[at] as number;
      // Which of the others had begun, a bit each: a look from before met only those.
      if (startMs < beganMs) [begun, beganMs] = this.begunAt(startMs);
      const look = shown[place[at] as number] as Shown;
      const cell = (place[at] as number) * ways + begun;
      if (Number.isNaN(logs[cell] as number)) {
        const beside = this.besideOf(look, fault, begun, isEarlier);
        logs[cell] = beside ?? logAlone(look.testimony, look, fault);
        firstLogs[cell] = beside ?? logAlone(look.afresh, look, fault);
      }
      // The look that was the first so far is the first no more.
      sinceThen += (surplus[look.series] as number) + (firstLogs[cell] as number);
      surplus[look.series] = (logs[cell] as number) - (firstLogs[cell] as number);
      if (sinceThen + atMost <= best) continue;
      const all = sinceThen + Math.log(gap[at] as number);
      if (all > best) {
        best = all;
        onsetMs = startMs;
      }
    }
    return { log: best === Number.NEGATIVE_INFINITY ? 0 : best, onsetMs };
  }

  /** Who had begun at a moment, and since when just they. */
  private begunAt(ms: number): [bits: number, sinceMs: number] {
    let bits = 0;
    let sinceMs = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < this.members.length; at += 1) {
      const { onsetMs } = this.members[at] as Member;
      if (ms < onsetMs) continue;
      bits |= 1 << at;
      if (onsetMs > sinceMs) sinceMs = onsetMs;
    }
    return [bits, sinceMs];
  }

  /** Of one look, where it meets any of the others; else null. */
  private besideOf(
    { stream, sight, weight }: Shown,
    fault: Fault,
    begun: number,
    isEarlier: boolean,
  ): number | null {
    const beside = begun === 0 ? null : this.metOn(stream);
    const isStage = (at: number) => this.members[at]?.fault.link === fault.link;
    const known: Meeting[] = [];
    const together: Meeting[] = [];
    for (let at = 0; at < this.members.length; at += 1) {
      if (((begun >> at) & 1) === 0) continue;
      // The later stage speaks for the link.
      if (isEarlier && isStage(at)) return 0;
      const meeting = beside?.[at];
      if (!meeting || this.isOver(at, begun)) continue;
      insert(known, meeting);
      if (!isStage(at)) insert(together, meeting);
    }
    if (known.length === 0) return null;
    const own = meetingOf(stream, fault);
    if (!own) return 0;
    insert(together, own);
    const log = logOfSight(together, sight) - logOfSight(known, sight);
    return weight * clampLog(log);
  }

  /** A link that is ill in stages is ill in one way at a time: in the one that began last. */
  private isOver(at: number, begun: number): boolean {
    const own = this.members[at] as Member;
    return this.members.some(
      ({ fault, onsetMs }, other) =>
        (begun >> other) & 1 && fault.link === own.fault.link && onsetMs > own.onsetMs,
    );
  }

  /** How a series meets each of them; null where it meets none. */
  private metOn(stream: Stream): readonly (Meeting | null)[] | null {
    let met = this.met.get(stream);
    if (met === undefined) {
      const all = this.members.map(({ fault }) => meetingOf(stream, fault));
      met = all.some((meeting) => meeting !== null) ? all : null;
      this.met.set(stream, met);
    }
    return met;
  }
}

function logAlone(testimony: Testimony | null, { weight }: Shown, { place }: Fault): number {
  return testimony ? weight * (testimony.logs[place] as number) : 0;
}

/** Keeps a few meetings by place, earliest first. */
function insert(meetings: Meeting[], meeting: Meeting): void {
  let at = meetings.length;
  while (at > 0 && (meetings[at - 1] as Meeting).order > meeting.order) at -= 1;
  meetings.splice(at, 0, meeting);
}
