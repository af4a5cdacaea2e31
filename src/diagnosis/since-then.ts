import type { Fault } from './hypotheses.ts';
import type { LinkLooks, Moment, Witness } from './link-looks.ts';

/** What a window says of a fault: natural log of its likelihood ratio, and when it most probably began. */
export interface Weighed {
  readonly log: number;
  readonly onsetMs: number;
}

/** What the looks since a moment say of a fault, as that moment goes back from now on. */
export class SinceThen {
  private readonly place: number;
  private readonly looks: LinkLooks;
  /** By witness: what its earliest look so far says more where it is not the first after all. */
  private readonly surplus: Float64Array;
  private sum = 0;
  private log = Number.NEGATIVE_INFINITY;
  private onsetMs = 0;

  constructor(fault: Fault, looks: LinkLooks) {
    this.place = fault.place;
    this.looks = looks;
    this.surplus = new Float64Array(looks.witnesses.length);
  }

  /** Ends the looks since a moment: the fault may have begun there. */
  beginAt({ logGap, startMs }: Moment): void {
    if (this.sum + this.looks.widestLogGap <= this.log) return;
    const all = this.sum + logGap;
    if (all <= this.log) return;
    this.log = all;
    this.onsetMs = startMs;
  }

  /** The moment from which they say most for it. */
  get weighed(): Weighed {
    const { log, onsetMs } = this;
    return { log: this.looks.count.length === 0 ? 0 : log, onsetMs };
  }

  /** Looks of one row that meet this fault alone. Whatever failed before the first of them was not its doing. */
  addAlone(row: number, count: number): void {
    const { looks, surplus, place } = this;
    const number = looks.witness[row] as number;
    const { weight } = looks.witnesses[number] as Witness;
    const log = weight * ((looks.logs[row] as Float64Array)[place] as number);
    const first = weight * ((looks.logsAfresh[row] as Float64Array)[place] as number);
    // The look that was the first so far is the first no more.
    this.sum += (surplus[number] as number) + (count - 1) * log + first;
    surplus[number] = log - first;
  }

  /** Looks of one row, of which it is known what they say. */
  add(row: number, log: number): void {
    const number = this.looks.witness[row] as number;
    this.sum += (this.surplus[number] as number) + log;
    this.surplus[number] = 0;
  }
}
