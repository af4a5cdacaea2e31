import type { Testimony } from './testimony.ts';

/** The own scale begins anew before the numbers of small precision could tell no more. */
const leastFactor = 1e-12;

/** What one look multiplies the weight of a fault by. */
export interface Ratios {
  /** Where it began before the last look of the same series, which drew how it shows there; … */
  readonly drawn: number;
  /** … and where it began after that. */
  readonly afresh: number;
}

/** Weights of all faults, by index: `own + born × births`. */
export interface Weights {
  readonly own: Float64Array;
  readonly births: Float64Array;
  readonly born: number;
}

/** What a look says of the faults of a link: see testimony.ts. */
export type Said = Pick<Testimony, 'moved' | 'ratios' | 'afresh'>;

/**
 * In trouble, when the faults began that may be there: the parts of each weight that were born in this round of looks
 * and in the one before, and the rest. A round is as long as a usual series takes from one look to the next. How a
 * fault shows on a series is drawn once, with the first look at it; of what began a moment ago that is still to come.
 */
export class Cohorts {
  /** By fault, on a scale of their own. */
  private young: Float32Array;
  private younger: Float32Array;
  /** By fault: births on that scale, up to which the younger are told. */
  private readonly bornUntil: Float32Array;
  /** What is told on that scale is so many times as much on the filter's. */
  private factor: number;
  /** Births on the own scale, up to where the filter began its scale anew. */
  private bornBefore: number;
  private readonly roundMs: number;
  /** Start of this round; 0 while all is well. */
  private turnMs: number;
  private isYoungAfresh = false;
  private isYoungerAfresh = false;
  /** Of the look that is weighed: births on the own scale so far, and 1 ÷ {@link factor}. */
  private until = 0;
  private perFactor = 1;

  /**
   * @param faults how many
   * @param roundMs length of a round, in milliseconds
   * @param like where given, the new one continues from its state
   */
  constructor(faults: number, roundMs: number, like?: Cohorts) {
    this.young = like?.young.slice() ?? new Float32Array(faults);
    this.younger = like?.younger.slice() ?? new Float32Array(faults);
    this.bornUntil = like?.bornUntil.slice() ?? new Float32Array(faults);
    this.factor = like?.factor ?? 1;
    this.bornBefore = like?.bornBefore ?? 0;
    this.roundMs = roundMs;
    this.turnMs = like?.turnMs ?? 0;
  }

  /** Trouble begins: whatever is there by now began before. */
  begin(born: number, nowMs: number): void {
    this.young.fill(0);
    this.younger.fill(0);
    this.bornUntil.fill(born);
    this.factor = 1;
    this.bornBefore = 0;
    this.turnMs = nowMs;
  }

  /**
   * Tells of a look before it is weighed: when it ends, and when the one before it of its series did.
   *
   * @param born births of all faults so far, as the filter counts them
   */
  lookAt(beforeMs: number, nowMs: number, born: number): void {
    if (nowMs - this.turnMs >= this.roundMs) {
      const oldest = this.young;
      this.young = this.younger;
      this.younger = oldest.fill(0);
      this.turnMs = nowMs;
    }
    this.isYoungerAfresh = beforeMs < (this.turnMs + nowMs) / 2;
    this.isYoungAfresh = beforeMs < this.turnMs - this.roundMs / 2;
    this.perFactor = 1 / this.factor;
    this.until = this.bornBefore + born * this.perFactor;
  }

  /**
   * What the look makes of the weights of the faults of one link.
   *
   * @param weights on the scale of the filter's own
   * @param first index of the first fault of the link
   * @param said of which faults by place, and what, in the same order
   * @returns by how much the sum of these weights grows
   */
  weigh({ own, births, born }: Weights, first: number, said: Said): number {
    const { factor, perFactor, until, young, younger, bornUntil, isYoungAfresh, isYoungerAfresh } =
      this;
    const { moved, ratios, afresh } = said;
    const ofYoung = isYoungAfresh ? afresh : ratios;
    const ofYounger = isYoungerAfresh ? afresh : ratios;
    let change = 0;
    // The innermost loop of all trouble: what it needs is named outside of it.
    for (let at = 0; at < moved.length; at += 1) {
      const index = first + (moved[at] as number);
      const birth = births[index] as number;
      const before = (own[index] as number) + born * birth;
      const newly = birth * (until - (bornUntil[index] as number));
      const told = (younger[index] as number) + (newly > 0 ? newly : 0);
      const tellsYounger = factor * told;
      const newest = tellsYounger < before ? tellsYounger : before;
      const tellsYoung = factor * (young[index] as number);
      const newer = tellsYoung < before - newest ? tellsYoung : before - newest;
      const newestNow = newest * (ofYounger[at] as number);
      const newerNow = newer * (ofYoung[at] as number);
      const after = (before - newest - newer) * (ratios[at] as number) + newerNow + newestNow;
      bornUntil[index] = until;
      younger[index] = newestNow * perFactor;
      young[index] = newerNow * perFactor;
      own[index] = after - born * birth;
      change += after - before;
    }
    return change;
  }

  /** What the weight was before that look. */
  unweigh(index: number, after: number, { drawn, afresh }: Ratios): number {
    const younger = Math.min(after, this.factor * (this.younger[index] as number));
    const young = Math.min(after - younger, this.factor * (this.young[index] as number));
    return (
      (after - younger - young) / drawn +
      young / (this.isYoungAfresh ? afresh : drawn) +
      younger / (this.isYoungerAfresh ? afresh : drawn)
    );
  }

  /** The filter begins its scale anew: births are told up to now, and what was there is `scale` times as much. */
  rescale(births: Float64Array, born: number, scale: number): void {
    this.bornBefore += born / this.factor;
    this.factor *= scale;
    if (this.factor < leastFactor || this.factor > 1 / leastFactor) this.beginScale(births);
  }

  private beginScale(births: Float64Array): void {
    const { young, younger, bornUntil, factor, bornBefore } = this;
    for (let index = 0; index < births.length; index += 1) {
      const newly = (births[index] as number) * (bornBefore - (bornUntil[index] as number));
      younger[index] = factor * ((younger[index] as number) + Math.max(0, newly));
      young[index] = factor * (young[index] as number);
    }
    bornUntil.fill(0);
    this.factor = 1;
    this.bornBefore = 0;
  }
}
