import type { Lineage } from '../attribution/lineage/types.ts';
import type { Policies } from '../chain/policies-schema.ts';
import type { Chain, Link, LinkId } from '../chain/types.ts';
import type { Snapshot } from '../drift/types.ts';
import type { RuleName, Ruling } from '../events/ruling.ts';
import type { Observation } from '../events/types.ts';
import type { SafeText } from '../text/safe-text.ts';

/** What a server did with a handshake of an older version than is wanted. */
export type OlderTls =
  | { readonly kind: 'accepted'; readonly protocol: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown'; readonly why: SafeText };

/** What rules go by. */
export interface Known {
  readonly chain: Chain;
  /** The newest of each series. */
  readonly observations: readonly Observation[];
  readonly snapshot: Snapshot;
  /** By series; where nobody asked, nobody knows. */
  readonly olderTls: ReadonlyMap<string, OlderTls>;
  /** Null where the chain names no lineage file. */
  readonly lineage: Lineage | null;
  readonly nowMs: number;
}

/** One rule: what it says of everything that it is about. */
export type Rule<Name extends RuleName> = (
  policy: NonNullable<Policies[Name]>,
  known: Known,
) => readonly Ruling[];

/** Links that a policy is not about. */
export function isMeant({ id }: Pick<Link, 'id'>, except: readonly LinkId[] = []): boolean {
  return !except.includes(id);
}

/** Looks at a link by one kind of probe, those that saw something first. */
export function looksAt(
  { observations }: Known,
  link: LinkId,
  probe?: string,
): readonly Observation[] {
  return observations
    .filter((look) => look.link === link && (probe === undefined || look.probe === probe))
    .toSorted((a, b) => Number(a.outcome === 'unknown') - Number(b.outcome === 'unknown'));
}
