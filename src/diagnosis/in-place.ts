import type { Chain, LinkId } from '../chain/types.ts';
import type { Weigh } from './hearsay.ts';
import type { Fault, FaultsAt } from './hypotheses.ts';
import type { LinkShares } from './link-shares.ts';
import { SeenTogether } from './seen-together.ts';
import type { SeriesIndex } from './series.ts';
import { UnevenRouters } from './uneven-routers.ts';
import { UnseenNeeds } from './unseen-needs.ts';

/** A fault that may be there in place of another that shows the same. */
export interface InPlaceOf {
  readonly fault: Fault;
  /** The part of the other's probability that belongs to it, 0…1. */
  readonly part: number;
}

/** What is asked about faults that no look tells apart. */
interface Ground {
  /** What is believed of each link by the tables, 0…1. */
  readonly held: Pick<LinkShares, 'get'>;
  readonly chain: Chain;
  readonly series: Pick<SeriesIndex, 'touching'>;
  readonly faultsAt: FaultsAt;
  /** Of the links of which something was said or changed. */
  readonly said: ReadonlyMap<LinkId, Weigh>;
}

/** What may be there in place of what the tables say, since nobody looks at the one, or at the one without the other. */
export class InPlace {
  readonly #needs: UnseenNeeds;
  readonly #together: SeenTogether;
  readonly #routers: UnevenRouters;

  constructor(ground: Ground) {
    this.#needs = new UnseenNeeds(ground);
    this.#together = new SeenTogether(ground);
    this.#routers = new UnevenRouters(ground);
  }

  /** The parts sum to less than 1; none where looks tell it from all else. */
  of(fault: Fault): readonly InPlaceOf[] {
    const behind = this.#needs.behind(fault);
    if (behind.length > 0) return behind;
    const before = this.#routers.before(fault);
    return before.length > 0 ? before : this.#together.inPlaceOf(fault);
  }
}
