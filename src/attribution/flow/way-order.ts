import { pathOf } from '../../chain/path.ts';
import type { Chain, LinkId } from '../../chain/types.ts';

/** Where a link stands on the way of a model's requests; infinite where nobody says. */
export type PlaceOf = (link: LinkId) => number;

/** The order in which a request for a model passes links: the caller's side first, replicas beside each other. */
export class WayOrder {
  readonly #chain: Chain | null;
  /** By model: a flow is drawn every second, and a chain stays as it is. */
  readonly #places = new Map<string, ReadonlyMap<LinkId, number>>();

  constructor(chain: Chain | null) {
    this.#chain = chain;
  }

  placeOf(model: string): PlaceOf {
    const places = this.#of(model);
    return (link) => places.get(link) ?? Number.POSITIVE_INFINITY;
  }

  #of(model: string): ReadonlyMap<LinkId, number> {
    const known = this.#places.get(model);
    if (known) return known;
    const asked = this.#chain?.models.find(({ id }) => id === model);
    // What the chain does not name as a model is not remembered: anybody may ask for anything.
    if (!asked || !this.#chain) return new Map();
    const way = pathOf(this.#chain, asked.at, 'through', model).toSorted((a, b) => a.hops - b.hops);
    const places = new Map(way.map(({ link }, index) => [link, index]));
    this.#places.set(model, places);
    return places;
  }
}

/** Orders what has a link by where that stands; alike, as `others` says. */
export function byPlace<T extends { readonly link: LinkId }>(
  all: readonly T[],
  placeOf: PlaceOf,
  others: (a: T, b: T) => number,
): readonly T[] {
  return all.toSorted((a, b) => {
    const [first, second] = [placeOf(a.link), placeOf(b.link)];
    return first === second ? others(a, b) : first - second;
  });
}
