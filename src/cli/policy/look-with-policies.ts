import type { Policies } from '../../chain/policies-schema.ts';
import { passingHasher } from '../../drift/hashing.ts';
import type { Snapshot } from '../../drift/types.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { Session } from '../../session/session.ts';
import { takeSnapshot } from '../snapshot/take.ts';
import { evaluatePolicies } from './evaluate.ts';

export interface LookedAt {
  readonly verdict: Verdict;
  readonly policies: readonly Ruling[];
  readonly snapshot: Snapshot;
}

/** Looks at everything, and judges what is broken and which policies are. */
export async function lookWithPolicies(
  policies: Policies,
  session: Session,
  rounds: number,
  signal: AbortSignal,
): Promise<LookedAt> {
  const options = { rounds, hasher: passingHasher(), signal };
  const { snapshot, verdict } = await takeSnapshot(session, options);
  const rulings = await evaluatePolicies(policies, session, snapshot, signal);
  session.publish('policy', { rulings });
  return { verdict, policies: rulings, snapshot };
}
