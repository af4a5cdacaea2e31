import type { LinkId } from '../chain/types.ts';
import type { Fault } from './hypotheses.ts';
import type { Ground, InPlaceOf } from './in-place-of.ts';
import { RelativeFaults } from './relative-faults.ts';
import { SeenTogether } from './seen-together.ts';
import { ShiftedLoad } from './shifted-load.ts';
import { UnevenRouters } from './uneven-routers.ts';
import { UnseenNeeds } from './unseen-needs.ts';

/** What may be there in place of what the tables say, since nobody looks at the one, or at the one without the other. */
export class InPlace {
  readonly #needs: UnseenNeeds;
  readonly #relative: RelativeFaults;
  readonly #together: SeenTogether;
  readonly #routers: UnevenRouters;
  readonly #shifted: ShiftedLoad;
  readonly #known = new Map<Fault, readonly InPlaceOf[]>();

  constructor(ground: Ground) {
    this.#needs = new UnseenNeeds(ground);
    this.#relative = new RelativeFaults(ground);
    this.#together = new SeenTogether(ground);
    this.#routers = new UnevenRouters(ground);
    this.#shifted = new ShiftedLoad(ground);
  }

  /** The parts sum to less than 1; none where looks tell it from all else. */
  of(fault: Fault): readonly InPlaceOf[] {
    let found = this.#known.get(fault);
    if (!found) {
      found = this.#find(fault);
      this.#known.set(fault, found);
    }
    return found;
  }

  /** The part of a fault's probability that is the doing of others that are broken with it, and no fault, 0…1. */
  byOthers(fault: Fault, others: readonly Fault[]): number {
    return this.#shifted.partOf(fault, others);
  }

  /** Links that the same looks meet, and that what these showed speaks for as much as for the fault's own. */
  evenWith(fault: Fault): readonly LinkId[] {
    return this.#together.evenWith(fault);
  }

  #find(fault: Fault): readonly InPlaceOf[] {
    const peers = this.#relative.besides(fault);
    if (peers.length > 0) return peers;
    const others = [
      () => this.#needs.behind(fault),
      () => this.#routers.before(fault),
      () => this.#together.inPlaceOf(fault),
    ];
    for (const told of others) {
      const found = told();
      if (found.length > 0) return found.flatMap((one) => this.#withPeers(one));
    }
    return [];
  }

  /** What stands in place of another may itself be one of several that show alike. */
  #withPeers({ fault, part }: InPlaceOf): readonly InPlaceOf[] {
    const peers = this.#relative.besides(fault);
    const left = peers.reduce((sum, peer) => sum - peer.part, 1);
    return [
      { fault, part: part * left },
      ...peers.map((peer) => ({ fault: peer.fault, part: part * peer.part })),
    ];
  }
}
