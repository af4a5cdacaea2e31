import type { Ruling } from '../../events/ruling.ts';
import type { Session } from '../../session/session.ts';

/**
 * What the policies of a session's chain say of what was seen; undefined where it states none, as most chains
 * do, so that these rooms, which take a moment to load, are not loaded for them.
 */
export async function judgedPolicies(
  session: Session,
  signal: AbortSignal,
): Promise<readonly Ruling[] | undefined> {
  const { policies } = session.chain;
  if (!policies) return undefined;
  const { judgeSeen } = await import('./judge-seen.ts');
  return judgeSeen(policies, session, signal);
}
