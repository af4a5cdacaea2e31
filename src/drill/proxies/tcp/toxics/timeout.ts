import { z } from 'zod';
import { aborted } from '../../pause.ts';
import { milliseconds } from './attributes.ts';
import { behaviour } from './behaviour.ts';

/** Lets no data through and closes the connection after `timeout`; with 0 it stays open and silent. */
export const timeout = behaviour({
  attributes: z.object({ timeout: milliseconds.default(0) }),
  start({ timeout: afterMs }, way) {
    if (afterMs === 0) return;
    void way.pause(afterMs).then(() => {
      if (!way.removed.aborted) way.close();
    });
  },
  async pass(part, _, way, next) {
    if (way.removed.aborted) return next(part);
    way.lose();
  },
  /** The end of the stream is silent too, until nobody waits for it any more. */
  async end(_, way) {
    if (way.removed.aborted) return;
    way.lose();
    await aborted(way.removed, way.closed, way.bothEnded);
  },
});
