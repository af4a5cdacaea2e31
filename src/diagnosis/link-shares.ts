import type { LinkId } from '../chain/types.ts';

/** So many links a sentence can name. */
const mostHighest = 3;

/** A probability for every link of a chain. */
export class LinkShares {
  private readonly places: ReadonlyMap<LinkId, number>;
  private readonly shares: Float64Array;

  /**
   * @param places place of each link
   * @param shares by place
   */
  constructor(places: ReadonlyMap<LinkId, number>, shares: Float64Array) {
    this.places = places;
    this.shares = shares;
  }

  /** 0 for a link that the chain does not have. */
  get(link: LinkId): number {
    const place = this.places.get(link);
    return place === undefined ? 0 : this.at(place);
  }

  /** Of the link at this place of the chain. */
  at(place: number): number {
    return this.shares[place] ?? 0;
  }

  /** The three links of the highest shares, the highest first; fewer where the chain has fewer. */
  get highest(): readonly (readonly [LinkId, number])[] {
    let highest: (readonly [LinkId, number])[] = [];
    for (const [link, place] of this.places) {
      const share = this.at(place);
      const last = highest[mostHighest - 1];
      if (last && share <= last[1]) continue;
      highest = [...highest, [link, share] as const]
        .sort((a, b) => b[1] - a[1])
        .slice(0, mostHighest);
    }
    return highest;
  }

  times(factor: number): LinkShares {
    return new LinkShares(
      this.places,
      this.shares.map((share) => share * factor),
    );
  }

  /** With so much more for some. */
  plus(more: Iterable<readonly [LinkId, number]>): LinkShares {
    const shares = this.shares.slice();
    for (const [link, share] of more) {
      const place = this.places.get(link);
      if (place !== undefined) shares[place] = (shares[place] as number) + share;
    }
    return new LinkShares(this.places, shares);
  }
}

/** Who is ahead of the next by less than so many times is named beside it. */
export const muchAhead = 1.5;

/** Whether a link is far enough ahead of every other to be named alone. */
export function isFarAhead(link: LinkId, { highest }: LinkShares): boolean {
  const [first, second] = highest;
  return first?.[0] === link && first[1] >= muchAhead * (second?.[1] ?? 0);
}
