import type { Claim } from '../../src/events/types.ts';

/** Something that a page speaks about by itself. */
export interface StatusComponent {
  /** What it may be called beside its name: an id, a code. */
  readonly ids: readonly string[];
  readonly name: string;
  readonly says: Claim['says'];
  readonly words: string;
  readonly updatedAt: string | null;
}

/** What a page says, whatever its format. All texts are from outside. */
export interface StatusSummary {
  readonly page: string;
  /** When the page was last changed, in ISO form; null where it does not tell. */
  readonly updatedAt: string | null;
  /** What it says of the whole. */
  readonly says: Claim['says'];
  readonly words: string;
  /** Every component is listed, the healthy ones too. Otherwise silence means that none is told of. */
  readonly listsAll: boolean;
  readonly components: readonly StatusComponent[];
  /** Incidents not yet resolved. */
  readonly incidents: readonly { readonly name: string; readonly status: string }[];
}

/** How bad what a page says is, from nothing to all. */
const ORDER: readonly Claim['says'][] = ['healthy', 'unknown', 'maintenance', 'degraded', 'down'];

export function worstOf(said: readonly Claim['says'][]): Claim['says'] {
  return said.reduce<Claim['says']>(
    (worst, one) => (ORDER.indexOf(one) > ORDER.indexOf(worst) ? one : worst),
    'healthy',
  );
}
