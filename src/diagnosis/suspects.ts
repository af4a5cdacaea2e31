import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import { overlap, type Rows, type TroubleTable } from './trouble-table.ts';

/** A fault that explains some of the bad looks, and not all of them. */
export interface Suspect {
  readonly fault: Fault;
  readonly logPrior: number;
  readonly explains: Rows;
}

/** The faults of a link that are suspects, and the rows that any of them explains. */
interface OfLink {
  readonly faults: readonly Suspect[];
  readonly explains: Rows;
}

/** The faults that may be broken in company. */
export class Suspects {
  private readonly byLink: readonly OfLink[];
  /** Natural log of the prior of the commonest of them. */
  readonly highestLogPrior: number;

  constructor(
    table: TroubleTable,
    scales: {
      readonly faultsAt: (link: LinkId) => readonly Fault[];
      readonly logPriorOf: (fault: Fault) => number;
    },
  ) {
    const byLink: OfLink[] = [];
    let highestLogPrior = Number.NEGATIVE_INFINITY;
    for (const link of table.links) {
      const ofLink = scales.faultsAt(link);
      const faults: Suspect[] = [];
      let any = table.explainedByAny([]);
      table.explainedAt(link).forEach((explains, place) => {
        // Beside one that explains all by itself nobody is needed.
        if (table.unexplained(explains) === 0) return;
        const fault = ofLink[place] as Fault;
        const logPrior = scales.logPriorOf(fault);
        highestLogPrior = Math.max(highestLogPrior, logPrior);
        any = table.union(any, explains);
        faults.push({ fault, logPrior, explains });
      });
      if (faults.length > 0) byLink.push({ faults, explains: any });
    }
    this.byLink = byLink;
    this.highestLogPrior = highestLogPrior;
  }

  /** Those of the links that could explain any of these rows. */
  of(open: Rows): readonly Suspect[] {
    return this.byLink.flatMap(({ faults, explains }) => (overlap(explains, open) ? faults : []));
  }
}
