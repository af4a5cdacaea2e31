import type { SafeText } from '../../src/text/safe-text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { race } from '../network/race.ts';
import type { Finding, LookContext, selfSymptoms } from '../probe.ts';

/** weaklink itself could not look; nobody else is blamed. */
export function couldNotLook(
  symptom: keyof typeof selfSymptoms,
  summary: SafeText,
  evidence: readonly SafeText[] = [],
): Finding {
  return { outcome: 'unknown', symptom, summary, evidence };
}

/**
 * Does `work` within the look's deadline. What is still pending then is left behind: a read of
 * /proc may hang in the kernel and cannot be called back.
 */
export async function withinDeadline(
  { deadlineMs, signal, vantage }: LookContext,
  work: () => Promise<Finding>,
): Promise<Finding> {
  const ended = await race<Promise<Finding>>({ timeMs: deadlineMs, signal }, (settle) => {
    const result = work();
    const done = () => settle(result);
    result.then(done, done);
    return () => {};
  });
  if (ended === 'cancelled') return couldNotLook('self.cancelled', safe`cancelled`);
  if (ended !== 'timeout') return ended;
  return couldNotLook('self.vantage', safe`no answer in ${deadlineMs} ms`, [
    safe`reading from ${vantage.name} did not end in ${deadlineMs} ms`,
  ]);
}
