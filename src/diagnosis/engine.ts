import type { Chain } from '../chain/types.ts';
import type { WeaklinkEvent } from '../events/types.ts';
import type { Verdict } from '../events/verdict.ts';

/** Folds events into a verdict. The same events give the same verdict, whatever the wall clock says. */
export interface Engine {
  /** Takes one event into account. Events that carry no evidence (faults, verdicts) are ignored. */
  accept(event: WeaklinkEvent): void;
  /** What the evidence so far says, as of the newest event. */
  verdict(): Verdict;
}

export function createEngine(_chain: Chain): Engine {
  throw new Error('being written');
}
