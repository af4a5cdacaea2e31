import type { Policies } from '../../chain/policies-schema.ts';
import type { Snapshot } from '../../drift/types.ts';
import type { Journal } from '../../events/journal.ts';
import type { Ruling } from '../../events/ruling.ts';
import { systemClock } from '../../platform/clock.ts';
import { judgePolicies } from '../../policy/judge.ts';
import { askOlderTls } from '../../policy/older-tls.ts';
import { sinceWhen } from '../../policy/since.ts';
import type { Session } from '../../session/session.ts';
import { lineageOf } from '../snapshot/lineage-of.ts';

/** Looks of one link read back to find out since when something is so. */
const LOOKS_READ = 2_000;

/**
 * What the policies of a session's chain say of what it has seen. Asks servers once more where a policy
 * is about the oldest version that they take.
 *
 * @throws what a lineage file that cannot be read throws
 */
export async function evaluatePolicies(
  policies: Policies,
  session: Session,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<readonly Ruling[]> {
  const { chain } = session;
  const { observations } = session.judging;
  const { vantage } = session.surroundings;
  const olderTls = policies.tls
    ? await askOlderTls({ chain, minimum: policies.tls.minimum, observations, signal, vantage })
    : new Map();
  const lineage = policies.licences ? await lineageOf(chain) : null;
  const known = { chain, observations, snapshot, olderTls, lineage, nowMs: systemClock.now() };
  const rulings = judgePolicies(policies, known);
  return Promise.all(rulings.map((ruling) => dated(ruling, session.journal)));
}

/** Whether two judgements say the same; since when and how to see it again is no news. */
export function isSameJudgement(one: readonly Ruling[], other: readonly Ruling[]): boolean {
  return meaningOf(one) === meaningOf(other);
}

function meaningOf(rulings: readonly Ruling[]): string {
  const told = rulings.map(({ since, orEarlier, remedy, command, ...meaning }) => meaning);
  return JSON.stringify(told);
}

/** With the time since when it has been broken, as far as the journal goes back. */
async function dated(ruling: Ruling, journal: Journal | null): Promise<Ruling> {
  const { link, fact, state, since } = ruling;
  if (!journal || state !== 'broken' || since !== null || link === null || fact === undefined) {
    return ruling;
  }
  try {
    const { events } = await journal.read({
      link,
      kinds: ['observation'],
      newest: true,
      limit: LOOKS_READ,
    });
    const past = events.flatMap((event) => (event.type === 'weaklink.observation' ? [event] : []));
    return { ...ruling, ...sinceWhen(past, fact) };
  } catch {
    // A journal that cannot be read knows nothing of the past, and the ruling stands all the same.
    return ruling;
  }
}
