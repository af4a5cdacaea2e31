import type { Policies } from '../../chain/policies-schema.ts';
import { passingHasher } from '../../drift/hashing.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Session } from '../../session/session.ts';
import { collectLooks, snapshotNow } from '../snapshot/take.ts';
import { evaluatePolicies } from './evaluate.ts';

/** What policies say of what a session has seen so far, without a look of their own. */
export async function judgeSeen(
  policies: Policies,
  session: Session,
  signal: AbortSignal,
): Promise<readonly Ruling[]> {
  const { collector, stop } = collectLooks(session);
  stop();
  const snapshot = await snapshotNow(session, collector, { hasher: passingHasher(), signal });
  const rulings = await evaluatePolicies(policies, session, snapshot, signal);
  session.publish('policy', { rulings });
  return rulings;
}
