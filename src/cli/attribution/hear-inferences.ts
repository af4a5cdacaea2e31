import { linksOf } from '../../attribution/ingest/links.ts';
import { startOtlpReceiver } from '../../attribution/ingest/otlp/receiver.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Session } from '../../session/session.ts';
import { createRedactor } from '../../text/redact.ts';
import { listenAddress } from '../ingest/listen.ts';

/**
 * Takes OTLP traces where the chain file says so (`attribution: { listen: … }`), and publishes what they
 * tell of inferences in the session's stream. Answers are kept where datanets are to be held against them.
 *
 * @returns ends it
 * @throws WeaklinkError E_LISTEN
 */
export async function hearInferences(session: Session): Promise<() => Promise<void>> {
  const plan = session.chain.attribution;
  if (plan?.listen === undefined) return async () => {};
  const receiver = await startOtlpReceiver({
    ...listenAddress(plan.listen),
    redactor: createRedactor(),
    linkOf: linksOf(session.chain),
    keepOutput: plan.datanets.length > 0,
    now: systemClock.monotonic,
    onInferences: async (inferences) => {
      for (const one of inferences) session.publish('inference', one, one.link);
    },
  });
  return () => receiver.close();
}
