import type { Weights } from './effects/effect.ts';
import type { Fault } from './hypotheses.ts';
import type { BareMeeting, Meeting, Meetings } from './meeting.ts';
import type { Testimony } from './testimony.ts';

/** What is worked out once of all meetings that show alike, wherever they stand on whose way. */
export interface Likeness {
  readonly number: number;
  /** Sum of the weights of all that it shows. */
  readonly total: number;
  /** By the number of a sight: see likelihood.ts. */
  readonly logs: number[];
}

/** Links of one sort whose faults are met alike: each look says the same of them. */
export interface AlikeMeetings {
  /** Those of one of the links, and its faults. */
  readonly meetings: Meetings;
  readonly faults: readonly Fault[];
  /** By place: the number of the likeness, or -1 where looks do not meet the fault. */
  readonly likenesses: Int32Array;
  readonly ratios: RatiosBySight;
  /** By the number of a sight: see testimony.ts. */
  readonly testimonies: (Testimony | undefined)[];
  /** Whether one ok look clears such a link, once asked: see finding.ts. */
  clears?: boolean;
}

/** What one look does to the odds of a fault, where somebody has worked it out: see testimony.ts. */
export class RatiosBySight {
  private readonly bySight: Float64Array[] = [];
  private readonly likenesses: ReadonlyMap<string, Likeness>;

  constructor(likenesses: ReadonlyMap<string, Likeness>) {
    this.likenesses = likenesses;
  }

  /** By the number of a likeness; NaN where nobody has. */
  of(sight: number): Float64Array {
    const { size } = this.likenesses;
    const known = this.bySight[sight];
    if (known && known.length >= size) return known;
    const grown = new Float64Array(Math.ceil(1.25 * size)).fill(Number.NaN);
    if (known) grown.set(known);
    this.bySight[sight] = grown;
    return grown;
  }
}

/** Which meetings of a chain are the same, or show alike: thousands of links have few different ones. */
export class MeetingIndex {
  private readonly byAll = new Map<string, Meeting>();
  private readonly likenesses = new Map<string, Likeness>();
  private readonly alike = new Map<string, AlikeMeetings>();
  private readonly numbers = new WeakMap<Weights, number>();
  private readonly ratios = new RatiosBySight(this.likenesses);
  private numbered = 0;

  /** The one meeting that stands for all that are the same. */
  meeting(bare: BareMeeting): Meeting {
    const {
      met,
      feels,
      share,
      branch,
      fork,
      shows,
      beside,
      order,
      standpoint,
      spreads,
      isTried,
      nothingElse,
    } = bare;
    const chosen = fork ? `${fork.passing} ${share}` : '';
    const own = `${this.numberOf(shows)} ${met} ${feels} ${beside ?? ''} ${standpoint ?? ''} ${spreads ?? ''} ${isTried ?? ''} ${nothingElse ?? ''} ${chosen}`;
    const key = `${own} ${order} ${share} ${branch ?? ''} ${fork?.name ?? ''}`;
    let meeting = this.byAll.get(key);
    if (!meeting) {
      const likeness = this.likenessOf(own, shows);
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
      const likenesses = Int32Array.from(meetings, (one) => one?.likeness.number ?? -1);
      const { ratios } = this;
      alike = { meetings, faults, likenesses, ratios, testimonies: [] };
      this.alike.set(key, alike);
    }
    return alike;
  }

  private likenessOf(key: string, shows: Weights): Likeness {
    let likeness = this.likenesses.get(key);
    if (!likeness) {
      const total = Object.values(shows).reduce((sum, weight) => sum + weight, 0);
      likeness = { number: this.likenesses.size, total, logs: [] };
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
