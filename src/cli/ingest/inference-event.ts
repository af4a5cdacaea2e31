import type { EventFactory } from '../../events/envelope.ts';
import type { Inference, WeaklinkEvent } from '../../events/types.ts';
import { instantMs } from '../../platform/instant.ts';

/** An inference as an event of the moment at which it ended. */
export function inferenceEvent(events: EventFactory, inference: Inference): WeaklinkEvent {
  const { link, startedAt, durationMs } = inference;
  const time = new Date(instantMs(startedAt) + durationMs).toISOString();
  return events.make('inference', inference, { subject: link, time });
}
