import type { Ruling, RulingState } from '../../events/ruling.ts';

/** What every format of the policies writes. */
export interface PolicyReport {
  readonly chain: string;
  readonly at: string;
  /** The broken ones first, then what nobody could tell, then what is held. */
  readonly rulings: readonly Ruling[];
}

const order: Readonly<Record<RulingState, number>> = { broken: 0, unknown: 1, held: 2 };

export function worstFirst(rulings: readonly Ruling[]): readonly Ruling[] {
  return rulings.toSorted((a, b) => order[a.state] - order[b.state]);
}

export function countOf(rulings: readonly Ruling[], state: RulingState): number {
  return rulings.filter((ruling) => ruling.state === state).length;
}
