import type { Chain } from '../chain/types.ts';
import type { Ruling } from '../events/ruling.ts';
import type { Observation } from '../events/types.ts';
import type { LinkState, Verdict } from '../events/verdict.ts';

/** What every reporter writes, in its own format. The JSON form is a contract for scripts. */
export interface Report {
  readonly schema: 'weaklink.report/1';
  readonly version: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly chain: Pick<Chain, 'name' | 'models'>;
  readonly verdict: Verdict;
  readonly links: readonly LinkReport[];
  /** The newest observation of every series of looks. */
  readonly observations: readonly Observation[];
  /** What the policies of the chain file say; absent where it states none. */
  readonly policies?: readonly Ruling[];
  /** Only of a demo or a drill: what was really broken. */
  readonly truth?: {
    readonly name: string;
    readonly link: string;
    readonly mode: string;
    readonly injectedAt: string;
  };
  /** Only of a demo or a drill; null when no verdict named a culprit in time. */
  readonly timeToVerdictMs?: number | null;
  /** Only of a demo or a drill: whether the chain was seen healthy before the fault. */
  readonly healthyBefore?: boolean;
}

export interface LinkReport {
  readonly link: string;
  readonly kind: string;
  readonly owner: string | null;
  readonly state: LinkState;
  readonly probability: number;
  readonly why: string;
  /** Symptoms last seen on it. */
  readonly symptoms: readonly string[];
}
