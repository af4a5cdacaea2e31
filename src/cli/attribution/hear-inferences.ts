import { textTaker } from '../../attribution/ingest/http/text-receiver.ts';
import type { IngestContext } from '../../attribution/ingest/inference.ts';
import { linksOf } from '../../attribution/ingest/links.ts';
import { otlpTaker, startBesideTraces } from '../../attribution/ingest/otlp/receiver.ts';
import { readToldEvents } from '../../attribution/ingest/told/read-events.ts';
import type { Inference } from '../../events/types.ts';
import { systemClock } from '../../platform/clock.ts';
import { WeaklinkError } from '../../platform/errors.ts';
import type { Session } from '../../session/session.ts';
import { createRedactor } from '../../text/redact.ts';
import { safe } from '../../text/sanitise.ts';
import { listenAddress, readEntries } from '../ingest/listen.ts';
import { EVENTS_PATH, LITELLM_PATH } from './listen-paths.ts';

/**
 * Takes what is told of inferences where the chain file says so (`attribution: { listen: … }`): OTLP traces,
 * what LiteLLM logs, and what a tap measures. Publishes it in the session's stream. Answers are kept where
 * datanets are to be held against them.
 *
 * @returns ends it
 * @throws WeaklinkError E_LISTEN
 */
export async function hearInferences(session: Session): Promise<() => Promise<void>> {
  const plan = session.chain.attribution;
  if (plan?.listen === undefined) return async () => {};
  const context: IngestContext = {
    redactor: createRedactor(),
    linkOf: linksOf(session.chain),
    keepOutput: plan.datanets.length > 0,
  };
  const publish = async (inferences: readonly Inference[]) => {
    for (const one of inferences) session.publish('inference', one, one.link);
  };
  const text = (path: string, readText: typeof readEntries) =>
    textTaker(
      {
        read: (posted) => readText(posted, context),
        onRead: ({ inferences }) => publish(inferences),
      },
      (asked) => asked === path,
    );
  const receiver = await startBesideTraces(
    listenAddress(plan.listen),
    otlpTaker({ ...context, now: systemClock.monotonic, onInferences: publish }),
    text(LITELLM_PATH, readEntries),
    text(EVENTS_PATH, readToldEvents),
  );
  return () => receiver.close();
}

/**
 * The same for who looks at more than inferences: a second console over a chain whose address another one has
 * says that it hears nothing, in the stream too, and watches on.
 */
export async function hearOrSay(
  session: Session,
  tell: (line: string) => void,
): Promise<() => Promise<void>> {
  try {
    return await hearInferences(session);
  } catch (error) {
    if (!(error instanceof WeaklinkError) || error.code !== 'E_LISTEN') throw error;
    const words = safe`nothing is heard of inferences: ${error.message}`;
    tell(words);
    session.publish('note', { link: null, words });
    return async () => {};
  }
}
