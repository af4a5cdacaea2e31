import type { LinkKind } from '../../chain/types.ts';
import type { GuessedProbe, GuessedVantage, Sureness } from '../types.ts';

/** Why something is believed: one reason, from one place. */
export interface Reason {
  readonly why: string;
  readonly source: string;
  readonly sure: Sureness;
}

/** One thing that is there, with all that was said of it. */
export interface JoinedLink {
  readonly id: string;
  readonly kind: LinkKind;
  readonly address?: string;
  /** Ids of links. */
  readonly needs: readonly (string | { readonly anyOf: readonly string[] })[];
  readonly labels: Readonly<Record<string, string>>;
  readonly probes?: readonly GuessedProbe[];
  readonly also?: readonly GuessedProbe[];
  /** Under which it is recognised in a file, from run to run. */
  readonly marks: readonly string[];
  readonly reasons: readonly Reason[];
  /** As sure as the surest reason for it. */
  readonly sure: Sureness;
}

export interface JoinedModel {
  readonly id: string;
  readonly at: string;
  readonly needs: readonly (string | { readonly anyOf: readonly string[] })[];
  readonly reason: Omit<Reason, 'sure'>;
}

export interface Joined {
  /** Those that are asked first, then what they need. */
  readonly links: readonly JoinedLink[];
  readonly models: readonly JoinedModel[];
  readonly vantages: readonly GuessedVantage[];
  /** Marks of everything that is there, of what is no link too. */
  readonly seen: ReadonlySet<string>;
  /** What was left out or could not be seen, one sentence each. */
  readonly told: readonly string[];
}
