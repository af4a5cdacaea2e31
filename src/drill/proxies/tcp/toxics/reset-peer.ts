import { z } from 'zod';
import { milliseconds } from './attributes.ts';
import { behaviour, type Way } from './behaviour.ts';

/**
 * Resets the connection `timeout` after the first data of its stream, or after its end, as
 * Toxiproxy does; a connection on which nothing is said stays.
 */
export const resetPeer = behaviour({
  attributes: z.object({ timeout: milliseconds.default(0) }),
  async pass(part, { timeout }, way, next) {
    await resetAfter(timeout, way);
    // Healed while it waited: the data goes on as if nothing had been.
    if (way.removed.aborted) await next(part);
  },
  end: ({ timeout }, way) => resetAfter(timeout, way),
});

async function resetAfter(ms: number, way: Way): Promise<void> {
  await way.pause(ms);
  if (!way.removed.aborted) way.reset();
}
