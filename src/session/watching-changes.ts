import type { Chain } from '../chain/types.ts';
import type { EventFactory } from '../events/envelope.ts';
import type { EventStream } from '../events/stream.ts';
import type { EventOf } from '../events/types.ts';
import { Watcher } from '../watching/watcher.ts';

/**
 * Puts what the looks show to have changed into the stream, each change right behind its look.
 *
 * @param past observations of earlier sessions, oldest first: what has changed since then is told too
 */
export function watchChanges(
  chain: Chain,
  stream: Pick<EventStream, 'onEvent' | 'publish'>,
  events: EventFactory,
  past: readonly EventOf<'observation'>[],
): void {
  const watcher = new Watcher(chain);
  watcher.learn(past);
  stream.onEvent('watcher', (event) => {
    if (event.type === 'weaklink.change') watcher.hear(event);
    if (event.type !== 'weaklink.observation') return;
    for (const { time, data } of watcher.take(event)) {
      void stream.publish(events.make('change', data, { subject: data.link, time }));
    }
  });
}
