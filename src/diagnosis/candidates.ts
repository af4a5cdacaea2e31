import { type FaultSet, mostFaults } from './fault-set.ts';
import type { Fault } from './hypotheses.ts';
import { type Candidate, choose, type Offering, Offers } from './offers.ts';
import type { Rows } from './row-bits.ts';
import { type Commonness, Suspects } from './suspects.ts';
import type { TroubleTable } from './trouble-table.ts';

/** Faults weighed beside each set that is grown, and how many of one link: bounds on the work. */
const mostWeighed = 8;
const mostOfLink = 2;
/** The other faults of its link that a member of a set is held against. */
const mostSiblings = 6;

/** The faults that are worth weighing beside others. */
export class Candidates {
  private readonly scales: Commonness;
  private readonly table: TroubleTable;
  private suspected: Suspects | null = null;
  /** By the rows that are left unexplained. */
  private readonly offered = new Map<string, Offers>();

  constructor(scales: Commonness, table: TroubleTable) {
    this.scales = scales;
    this.table = table;
  }

  get highestLogPrior(): number {
    return this.suspects.highestLogPrior;
  }

  /**
   * The faults that explain something of what the others leave open, where each is needed and the set could
   * matter, those first that could add most: of each illness the share of the traffic that fits best, and
   * few of each link. Links are asked in the order of what they could add at most, as far as that could matter.
   */
  beside(faults: readonly Fault[], open: Rows, needed: number): readonly Fault[] {
    const isNeeded = this.needsOf(faults);
    const offers = this.offersFor(faults, open);
    // What does not matter yet may still grow, by as much as the strongest of them adds.
    const mayGrow = faults.length + 1 < mostFaults ? offers.highest : 0;
    const enough = needed - mayGrow;
    const isFit = ({ fault, most }: Candidate) =>
      most >= enough && faults.every(({ illness }) => illness !== fault.illness) && isNeeded(fault);
    const chosen: Candidate[] = [];
    for (let at = 0; at < offers.links.length; at += 1) {
      const { most } = offers.links[at] as Offering;
      const last = chosen[mostWeighed - 1];
      if (most < enough || (last && most <= last.about)) break;
      const illnesses = new Set<number>();
      for (const one of offers.at(at)) {
        if (!isFit(one)) continue;
        illnesses.add(one.fault.illness);
        if (illnesses.size > mostOfLink) break;
        choose(chosen, one, mostWeighed);
      }
    }
    return chosen.map(({ fault }) => fault);
  }

  /** Where the same looks are left unexplained, the same faults are offered. */
  private offersFor(faults: readonly Fault[], open: Rows): Offers {
    const key = open.join();
    let offers = this.offered.get(key);
    if (!offers) {
      offers = new Offers(this.suspects, this.table, open, this.table.logsOf(faults));
      this.offered.set(key, offers);
    }
    return offers;
  }

  /** The same illness where requests feel it, or where they do not. */
  otherwiseFelt({ link, mode, harms, intensity, models }: Fault): readonly Fault[] {
    return this.scales
      .faultsAt(link)
      .filter(
        (one) =>
          one.mode === mode &&
          one.harms !== harms &&
          one.intensity === intensity &&
          one.models === models,
      );
  }

  /** The other faults of a link that could add most to these. */
  siblingsOf(fault: Fault, { members }: FaultSet): readonly Fault[] {
    const { faultsAt, logPriorOf } = this.scales;
    const logs = this.table.logsOf(members.map((member) => member.fault));
    const siblings: Candidate[] = [];
    for (const one of faultsAt(fault.link)) {
      if (one === fault) continue;
      const { most, about } = this.table.gainOf(one, logs);
      const prior = logPriorOf(one);
      choose(siblings, { fault: one, most: most + prior, about: about + prior }, mostSiblings);
    }
    return siblings.map((one) => one.fault);
  }

  /**
   * Whether beside one more fault each of these is still needed: without any one of them something stays
   * unexplained. Two faults with their own shares of the traffic always fit a row of good and bad looks
   * better than one; that alone is no sign of a second.
   */
  private needsOf(faults: readonly Fault[]): (more: Fault) => boolean {
    const { table } = this;
    const without = faults.map((fault) =>
      table.explainedByAny(faults.filter((other) => other !== fault)),
    );
    return (more) => {
      const explained = table.explainedBy(more);
      return without.every((others) => table.leavesOpen(explained, others));
    };
  }

  private get suspects(): Suspects {
    this.suspected ??= new Suspects(this.table, this.scales);
    return this.suspected;
  }
}
