import { z } from 'zod';
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
});
