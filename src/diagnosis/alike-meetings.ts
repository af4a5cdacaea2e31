import type { Weights } from './effects/effect.ts';
import type { Fault } from './hypotheses.ts';
import type { BareMeeting, Meeting, Meetings } from './meeting.ts';
import type { Testimony } from './testimony.ts';

/** What is worked out once of all meetings that show alike, wherever they stand on whose way. */
export interface Likeness {
  readonly number: number;
  /** What one look does to the odds of the fault, by the number of a sight: see testimony.ts. */
  readonly ratios: number[];
  /** By the number of a sight: see likelihood.ts. */
  readonly logs: number[];
}

/** Links of one sort whose faults are met alike: each look says the same of them. */
export interface AlikeMeetings {
  /** Those of one of the links, and its faults. */
  readonly meetings: Meetings;
  readonly faults: readonly Fault[];
  /** By the number of a sight: see testimony.ts. */
  readonly testimonies: (Testimony | undefined)[];
  /** Whether one ok look clears such a link, once asked: see finding.ts. */
  clears?: boolean;
}

/** Which meetings of a chain are the same, or show alike: thousands of links have few different ones. */
export class MeetingIndex {
  private readonly byAll = new Map<string, Meeting>();
  private readonly likenesses = new Map<string, Likeness>();
  private readonly alike = new Map<string, AlikeMeetings>();
  private readonly numbers = new WeakMap<Weights, number>();
  private numbered = 0;

  /** The one meeting that stands for all that are the same. */
  meeting(bare: BareMeeting): Meeting {
    const { met, feels, share, branch, fork, shows, beside, order, standpoint, spreads, isTried } =
      bare;
    const chosen = fork ? `${fork.passing} ${share}` : '';
    const own = `${this.numberOf(shows)} ${met} ${feels} ${beside ?? ''} ${standpoint ?? ''} ${spreads ?? ''} ${isTried ?? ''} ${chosen}`;
    const key = `${own} ${order} ${share} ${branch ?? ''} ${fork?.name ?? ''}`;
    let meeting = this.byAll.get(key);
    if (!meeting) {
      const likeness = this.likenessOf(own);
      meeting = { ...bare, number: this.byAll.size, likeness, memo: { logs: likeness.logs } };
      this.byAll.set(key, meeting);
    }
    return meeting;
  }

  /** What all links share whose faults are met like these. */
  alikeTo(meetings: Meetings, faults: readonly Fault[], sort: string): AlikeMeetings {
    // Priors come from the sort of link, and from how many models pass it: each has faults of its own.
    const key = `${sort} ${faults.length} ${meetings.map((one) => one?.likeness.number ?? '').join(' ')}`;
    let alike = this.alike.get(key);
    if (!alike) {
      alike = { meetings, faults, testimonies: [] };
      this.alike.set(key, alike);
    }
    return alike;
  }

  private likenessOf(key: string): Likeness {
    let likeness = this.likenesses.get(key);
    if (!likeness) {
      likeness = { number: this.likenesses.size, ratios: [], logs: [] };
      this.likenesses.set(key, likeness);
    }
    return likeness;
  }

  private numberOf(shows: Weights): number {
    let number = this.numbers.get(shows);
    if (number === undefined) {
      number = this.numbered;
      this.numbered += 1;
      this.numbers.set(shows, number);
    }
    return number;
  }
}
