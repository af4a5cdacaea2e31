import { linksOf } from '../../src/chain/needs.ts';
import type { Link, LinkId, Model, Need } from '../../src/chain/types.ts';
import { Places } from './places.ts';
import type { Manners } from './world.ts';

/** Nobody runs a chain whose own limits cut off what takes this many times as long as usual … */
const room = 3;
/** … so the limits that people set are these, or the next that leaves room, ms. */
const limits = [900, 2_000, 4_000, 10_000, 30_000, 60_000, 120_000];

export function withRoom(limitMs: number, usualMs: number): number {
  return Math.max(limitMs, room * usualMs);
}

/** The smallest usual limit that is as long as `wantedMs` and leaves room for what usually takes `usualMs`. */
export function patienceFor(wantedMs: number, usualMs: number): number {
  const least = withRoom(wantedMs, usualMs);
  return limits.find((limit) => limit >= least) ?? least;
}

/** What a request through each link takes when all is well, ms: its work, and all that it waits for. */
export class UsualTimes {
  readonly #places: Places;
  readonly #models: readonly Model[];
  readonly #manners: ReadonlyMap<LinkId, Manners>;
  readonly #known = new Map<LinkId, number>();

  constructor(
    links: readonly Link[],
    models: readonly Model[],
    manners: ReadonlyMap<LinkId, Manners>,
  ) {
    this.#places = new Places(links);
    this.#models = models;
    this.#manners = manners;
  }

  through(id: LinkId): number {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const link = this.#places.links.get(id);
    // A circle adds nothing.
    this.#known.set(id, 0);
    const ms = (this.#manners.get(id)?.workMs ?? 0) + (link ? this.#sum(this.#called(link)) : 0);
    this.#known.set(id, ms);
    return ms;
  }

  /** Of the slowest of what it calls. */
  slowestCall(link: Link): number {
    return Math.max(
      0,
      ...this.#called(link).flatMap((one) => linksOf(one).map((id) => this.through(id))),
    );
  }

  #called(link: Link): readonly Need[] {
    const behind = link.needs.filter((one) => this.#places.roleOf(one) === 'behind');
    const own = this.#models
      .filter(({ id }) => this.#places.isDispatcher(link, id))
      .map(({ needs }) => needs)
      .sort((a, b) => this.#sum(b) - this.#sum(a))[0];
    return [...behind, ...(own ?? [])];
  }

  /** One after another; of replicas the slowest. */
  #sum(needs: readonly Need[]): number {
    return needs.reduce(
      (sum, one) => sum + Math.max(0, ...linksOf(one).map((id) => this.through(id))),
      0,
    );
  }
}
