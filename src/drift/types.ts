import type { LinkId, LinkKind } from '../chain/types.ts';
import type { Instant, Outcome } from '../events/types.ts';
import type { SafeText } from '../text/safe-text.ts';
import type { Category } from './category.ts';

/** One thing that is so, as one place saw it: a digest, a driver, a flag. */
export interface Item {
  /** As change events call it: `container.image`, `container.flag --max-model-len`. */
  readonly what: string;
  /** What is compared. */
  readonly value: SafeText;
  /** What a person is told, where that is not the value itself: the name of an image. */
  readonly shown?: SafeText;
  /** The probe that told it; `chain` for what the chain file states. */
  readonly probe: string;
  readonly vantage: string;
  /** The value is a keyed hash of what was seen: see {@link Hashing}. */
  readonly hashed?: true;
}

/** One series of looks: whether what it does not tell is not there, or was not seen. */
export interface LookState {
  readonly series: string;
  readonly probe: string;
  readonly vantage: string;
  readonly outcome: Outcome;
  readonly symptom: string | null;
}

export interface SnapshotLink {
  readonly link: LinkId;
  readonly kind: LinkKind;
  readonly environment: string | null;
  /** By which links of two environments are matched: the label `role`. */
  readonly role: string | null;
  /** Ids of the links that it directly needs. */
  readonly needs: readonly LinkId[];
  readonly looks: readonly LookState[];
  readonly items: readonly Item[];
}

/** How values that may be secret were hashed. */
export interface Hashing {
  readonly method: 'HMAC-SHA-256, first 16 hex digits';
  /** Tells keys apart and gives none away; hashes under two keys cannot be compared. */
  readonly key: string;
  readonly note: SafeText;
}

/** One look at everything, without the times and figures that differ from look to look. */
export interface Snapshot {
  readonly schema: 'weaklink.snapshot/1';
  readonly chain: string;
  readonly takenAt: Instant;
  /** Null where nothing was hashed. */
  readonly hashing: Hashing | null;
  /**
   * What is stated for the whole chain: its policies, licences and revisions of what it is made of. Null
   * where that is not known, as of a recording.
   */
  readonly stated: readonly Item[] | null;
  /** In the order of their names. */
  readonly links: readonly SnapshotLink[];
}

/** What differs between two sides. */
export interface Difference {
  /** The link of the second side; of the first where only that one has it. Null: the whole chain. */
  readonly link: LinkId | null;
  /** The link that it was compared with, where it has another name. */
  readonly comparedWith?: LinkId;
  readonly what: string;
  readonly category: Category;
  /** Null where there is no such thing on that side. */
  readonly before: SafeText | null;
  readonly after: SafeText | null;
  /** Where it was seen from, where one link was looked at from several places. */
  readonly vantage?: string;
}

/** What one side saw and the other could not: no difference, and no agreement either. */
export interface Untold {
  readonly link: LinkId | null;
  readonly what: string;
  readonly why: SafeText;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  readonly untold: readonly Untold[];
  /** Things that were compared, equal ones among them. */
  readonly compared: number;
  /** Things left out because they differ between any two places: start times, serial numbers. */
  readonly byNature: number;
}
