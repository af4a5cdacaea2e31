import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { isAny, overlap, type Rows } from './row-bits.ts';
import type { TroubleTable } from './trouble-table.ts';

/** A fault that explains some of the bad looks, and not all of them. */
export interface Suspect {
  readonly fault: Fault;
  readonly logPrior: number;
  readonly explains: Rows;
}

/** How common faults are. */
export interface Commonness {
  readonly faultsAt: (link: LinkId) => readonly Fault[];
  /** Natural log of the prior, changes and claims included. */
  readonly logPriorOf: (fault: Fault) => number;
  /** The highest of those of a link's faults, where that is known without asking each; else null. */
  readonly highestLogPriorAt?: (link: LinkId) => number | null;
}

/** The faults that may be broken in company, of each link found when it is asked for. */
export class Suspects {
  private readonly table: TroubleTable;
  private readonly scales: Commonness;
  private readonly known = new Map<LinkId, readonly Suspect[]>();
  /** By link, where any of its faults explains something: natural log of the prior of its commonest. */
  private readonly logPriors = new Map<LinkId, number>();
  /** The highest of those. */
  readonly highestLogPrior: number;

  constructor(table: TroubleTable, scales: Commonness) {
    this.table = table;
    this.scales = scales;
    let highest = Number.NEGATIVE_INFINITY;
    for (const link of table.links) {
      if (!isAny(table.explainedAt(link))) continue;
      const ofLink = scales.highestLogPriorAt?.(link) ?? highestAt(link, scales);
      this.logPriors.set(link, ofLink);
      highest = Math.max(highest, ofLink);
    }
    this.highestLogPrior = highest;
  }

  /** The links of which a fault explains any of these rows, and natural log of the prior of its commonest. */
  linksFor(open: Rows): readonly { readonly link: LinkId; readonly logPrior: number }[] {
    return [...this.logPriors].flatMap(([link, logPrior]) =>
      overlap(this.table.explainedAt(link), open) ? { link, logPrior } : [],
    );
  }

  at(link: LinkId): readonly Suspect[] {
    let suspects = this.known.get(link);
    if (!suspects) {
      suspects = this.find(link);
      this.known.set(link, suspects);
    }
    return suspects;
  }

  private find(link: LinkId): readonly Suspect[] {
    const { table, scales } = this;
    const faults = scales.faultsAt(link);
    const suspects: Suspect[] = [];
    for (const place of table.explainingAt(link)) {
      const fault = faults[place] as Fault;
      const explains = table.explainedBy(fault);
      // Beside one that explains all by itself nobody is needed.
      if (!table.leavesOpen(explains)) continue;
      suspects.push({ fault, logPrior: scales.logPriorOf(fault), explains });
    }
    return suspects;
  }
}

function highestAt(link: LinkId, { faultsAt, logPriorOf }: Commonness): number {
  return faultsAt(link).reduce(
    (highest, fault) => Math.max(highest, logPriorOf(fault)),
    Number.NEGATIVE_INFINITY,
  );
}
