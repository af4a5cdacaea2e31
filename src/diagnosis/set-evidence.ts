import { type Company, inTheMidst, type Known, type OnLink } from './company.ts';
import type { Fault } from './hypotheses.ts';
import { logIn } from './likelihood.ts';
import type { Cell, LinkLooks, Moment, Witness } from './link-looks.ts';
import type { LookWindow } from './look-window.ts';
import { Room } from './room.ts';
import { afreshOf } from './sights.ts';
import { SinceThen, type Weighed } from './since-then.ts';
import { clampLog } from './testimony.ts';

/**
 * Log-likelihood ratio of `fault` beside the others to the others alone, over the looks that can tell
 * of it, from the moment at which it most probably began; less what that choice of a moment is worth.
 */
export function weighBeside(company: Company, fault: Fault, window: LookWindow): Weighed {
  const looks = window.looksOf(fault.link);
  if (company.members.length === 0) return alone(fault, looks);
  const onLink = company.onLinkOf(fault.link, looks);
  const last = new Beside(company, fault, looks, onLink, false).weigh();
  if (!company.isOf(fault.link)) return last;
  const first = new Beside(company, fault, looks, onLink, true).weigh();
  return first.log > last.log ? first : last;
}

/** What the looks of a cell say, as long as nobody asked, and where they meet the fault alone. */
const unasked = Number.NaN;
const metAlone = Number.POSITIVE_INFINITY;
const roomForSays = new Room();
const roomForSaysAfresh = new Room();

/** One fault, weighed beside others on the looks of its link. */
class Beside {
  private readonly company: Company;
  private readonly fault: Fault;
  private readonly looks: LinkLooks;
  private readonly onLink: OnLink;
  private readonly isEarlier: boolean;
  private readonly ways: number;
  private readonly sum: SinceThen;
  /** By witness, then by how many had begun: whom its looks meet, the fault among them. */
  private readonly together: Known[];
  /** By cell, then by how many had begun: what one look says of the fault. */
  private readonly says: Float64Array;
  /** The same of the first bad look of a series: how they all show there was drawn with that. */
  private readonly saysAfresh: Float64Array;

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
    this.ways = company.ways;
    this.sum = new SinceThen(fault, looks);
    this.together = new Array<Known>(onLink.others.length).fill(undefined);
    this.says = roomForSays.filled(looks.cells.length * this.ways, unasked);
    this.saysAfresh = roomForSaysAfresh.filled(looks.cells.length * this.ways, unasked);
  }

  weigh(): Weighed {
    const { sum, onLink } = this;
    const { moments, count } = this.looks;
    let row = 0;
    for (let at = 0; at < moments.length; at += 1) {
      const moment = moments[at] as Moment;
      const begun = onLink.begun[at] as number;
      for (; row < moment.endRow; row += 1) {
        if (begun === inTheMidst) this.addEach(row);
        else this.add(row, count[row] as number, begun, this.looks.from[row] as number);
      }
      sum.beginAt(moment);
    }
    return sum.weighed;
  }

  /** The looks of a row, where another may have begun in the midst of it, the latest first. */
  private addEach(row: number): void {
    const { witnesses, cells, cell, from, end, count } = this.looks;
    const { witness, sight } = cells[cell[row] as number] as Cell;
    const { startedMs, sights } = (witnesses[witness] as Witness).looks;
    const first = from[row] as number;
    const last = (end[row] as number) - 1;
    const atLast = this.company.begunAt(startedMs[last] as number);
    if (this.company.begunAt(startedMs[first] as number) === atLast) {
      this.add(row, count[row] as number, atLast, first);
      return;
    }
    for (let at = last; at >= first; at -= 1) {
      if (sights[at] !== sight) continue;
      this.add(row, 1, this.company.begunAt(startedMs[at] as number), at);
    }
  }

  /** @param first place of the first of these looks among those of the series */
  private add(row: number, part: number, begun: number, first: number): void {
    const { looks, says, saysAfresh, sum } = this;
    const number = looks.cell[row] as number;
    const cell = looks.cells[number] as Cell;
    const log = this.saidIn(says, number, begun);
    if (log === metAlone) {
      sum.addAlone(cell.witness, number, part);
      return;
    }
    const { weight, looks: own } = looks.witnesses[cell.witness] as Witness;
    const isDraw = first === own.firstBad;
    const more = isDraw ? this.saidIn(saysAfresh, number, begun) - log : 0;
    sum.add(cell.witness, weight * (part * log + more));
  }

  /** What a look of a cell says, remembered in one of two ways. */
  private saidIn(says: Float64Array, number: number, begun: number): number {
    const at = number * this.ways + begun;
    const known = says[at] as number;
    if (!Number.isNaN(known)) return known;
    const log = this.saidBy(
      this.looks.cells[number] as Cell,
      begun,
      says === this.saysAfresh ? afreshOf : asIs,
    );
    says[at] = log;
    return log;
  }

  private saidBy({ witness, sight }: Cell, begun: number, read: (sight: number) => number): number {
    const { company, fault, looks, onLink, together } = this;
    // The later stage speaks for the link.
    if (this.isEarlier && company.isStage(fault.link, begun)) return 0;
    const at = witness * this.ways + begun;
    const { stream } = looks.witnesses[witness] as Witness;
    let others = onLink.others[at];
    if (others === undefined) {
      others = company.metOn(stream, begun);
      onLink.others[at] = others;
    }
    if (others === null) return metAlone;
    let all = together[at];
    if (all === undefined) {
      all = company.metTogether(fault, stream, begun, others);
      together[at] = all;
    }
    if (!all) return 0;
    const seen = read(sight);
    return clampLog(
      logIn(all.memo, all.meetings, seen) - logIn(others.memo, others.meetings, seen),
    );
  }
}

const asIs = (sight: number): number => sight;

/** What the looks of its link say of a fault that is the only one. */
function alone(fault: Fault, looks: LinkLooks): Weighed {
  let known = looks.alone.get(fault);
  if (!known) {
    known = weighedAlone(fault, looks);
    looks.alone.set(fault, known);
  }
  return known;
}

function weighedAlone(fault: Fault, looks: LinkLooks): Weighed {
  const { moments, count, cell, cells } = looks;
  const sum = new SinceThen(fault, looks);
  let row = 0;
  for (let at = 0; at < moments.length; at += 1) {
    const moment = moments[at] as Moment;
    for (; row < moment.endRow; row += 1) {
      const number = cell[row] as number;
      sum.addAlone((cells[number] as Cell).witness, number, count[row] as number);
    }
    sum.beginAt(moment);
  }
  return sum.weighed;
}
