import type { Policies } from '../../chain/policies-schema.ts';
import { passingHasher } from '../../drift/hashing.ts';
import type { Ruling } from '../../events/ruling.ts';
import type { Session } from '../../session/session.ts';
import { safe } from '../../text/sanitise.ts';
import { collectLooks, snapshotNow } from '../snapshot/take.ts';
import { evaluatePolicies, isSameJudgement } from './evaluate.ts';

/** Milliseconds between two judgements: what policies are about changes seldom, and servers are asked for it. */
const JUDGE_EVERY_MS = 60_000;

/**
 * Judges the policies of a session that goes on: as soon as everything was looked at once, and every
 * minute from then on. What differs from the judgement before goes into the stream.
 *
 * @param onTrouble a file that policies go by cannot be read: told once, and nothing more is judged
 * @returns ends it
 */
export function followPolicies(
  policies: Policies,
  session: Session,
  onTrouble: (line: string) => void,
  everyMs = JUDGE_EVERY_MS,
): () => Promise<void> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const { collector, stop } = collectLooks(session);
  const hasher = passingHasher();
  let last: readonly Ruling[] | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const judge = async () => {
    const snapshot = await snapshotNow(session, collector, { hasher, signal });
    const rulings = await evaluatePolicies(policies, session, snapshot, signal);
    if (signal.aborted) return;
    if (last === null || !isSameJudgement(last, rulings)) session.publish('policy', { rulings });
    last = rulings;
    timer = setTimeout(begin, everyMs).unref();
  };
  const begin = () => {
    running = judge().catch((error) => {
      if (!signal.aborted) onTrouble(safe`policies are not judged: ${error.message}`);
    });
  };
  const hearNoMore = session.judging.onVerdict(() => {
    hearNoMore();
    begin();
  });
  return async () => {
    hearNoMore();
    stopped.abort();
    clearTimeout(timer);
    stop();
    await running;
  };
}
