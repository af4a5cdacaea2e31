import type { Fault } from './hypotheses.ts';
import type { Cell, LinkLooks, Moment, Witness } from './link-looks.ts';
import { Room } from './room.ts';

/** What a window says of a fault: natural log of its likelihood ratio, and when it most probably began. */
export interface Weighed {
  readonly log: number;
  readonly onsetMs: number;
}

const roomForLogs = new Room();
const roomForLogsAfresh = new Room();
const roomForSurplus = new Room();
const roomForSurplusOfBad = new Room();

/** What the looks since a moment say of a fault, as that moment goes back from now on. One fault at a time. */
export class SinceThen {
  private readonly looks: LinkLooks;
  /** By cell: what a look that meets this fault alone says of it, and what it would say as the first. */
  private readonly logs: Float64Array;
  private readonly logsAfresh: Float64Array;
  /** By witness: what its earliest look so far says more where it is not the first after all … */
  private readonly surplus: Float64Array;
  /** … and its earliest bad one: how the fault shows on the series was drawn with that, whatever was before. */
  private readonly surplusOfBad: Float64Array;
  private sum = 0;
  private log = Number.NEGATIVE_INFINITY;
  private onsetMs = 0;

  constructor({ place }: Fault, looks: LinkLooks) {
    const { cells, witnesses } = looks;
    this.looks = looks;
    this.logs = roomForLogs.of(cells.length);
    this.logsAfresh = roomForLogsAfresh.of(cells.length);
    for (let at = 0; at < cells.length; at += 1) {
      const { witness, logs, logsAfresh } = cells[at] as Cell;
      const { weight } = witnesses[witness] as Witness;
      this.logs[at] = weight * (logs[place] as number);
      this.logsAfresh[at] = weight * (logsAfresh[place] as number);
    }
    this.surplus = roomForSurplus.filled(witnesses.length, 0);
    this.surplusOfBad = roomForSurplusOfBad.filled(witnesses.length, 0);
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
  addAlone(witness: number, cell: number, count: number): void {
    const { surplus, surplusOfBad } = this;
    const log = this.logs[cell] as number;
    const first = this.logsAfresh[cell] as number;
    // The look that was the first so far is the first no more.
    this.sum += (surplus[witness] as number) + (count - 1) * log + first;
    surplus[witness] = 0;
    if ((this.looks.cells[cell] as Cell).isBad) {
      this.sum += surplusOfBad[witness] as number;
      surplusOfBad[witness] = log - first;
    } else {
      surplus[witness] = log - first;
    }
  }

  /** Looks of one row, of which it is known what they say. */
  add(witness: number, log: number): void {
    this.sum += (this.surplus[witness] as number) + log;
    this.surplus[witness] = 0;
  }
}
