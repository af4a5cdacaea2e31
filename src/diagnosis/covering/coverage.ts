import type { LinkId, Reach } from '../../chain/types.ts';

/** What the looks that a chain plans could ever show of its faults. Shares are by how common faults are. */
export interface Coverage {
  readonly links: readonly LinkCoverage[];
  readonly looks: number;
  /** The part of all faults that some look would show, 0…1. */
  readonly seen: number;
  /** The part that looks would show and pin on the right link, 0…1. */
  readonly linkTold: number;
  /** … and on the right fault of it, 0…1. */
  readonly modeTold: number;
  /** Groups of faults that all looks see alike; the most common first. */
  readonly alike: readonly AlikeFaults[];
  /** The smallest additions that would mend most, in the order in which to make them. */
  readonly mends: readonly Mend[];
}

export interface LinkCoverage {
  readonly link: LinkId;
  /** The part of the link's own faults that some look would show, 0…1. */
  readonly seen: number;
  /** The part that would be pinned on this link. */
  readonly linkTold: number;
  readonly modeTold: number;
  /** Modes that no look shows; the most common first. */
  readonly blind: readonly string[];
  /** Links whose faults look like some of this one's. */
  readonly alikeTo: readonly LinkId[];
}

export interface AlikeFaults {
  /** The part of all faults, 0…1. */
  readonly share: number;
  readonly faults: readonly { readonly link: LinkId; readonly mode: string }[];
}

/** A look that could be added, and the part of all faults for which it would make a difference. */
export interface Mend {
  readonly link: LinkId;
  readonly probe: string;
  readonly reach: Reach;
  readonly vantage: string;
  /** True where it must stand on the machine that it looks at. */
  readonly onTheMachine: boolean;
  readonly newlySeen: number;
  readonly newlyTold: number;
}
