import { z } from 'zod';
import { behaviour } from './behaviour.ts';

/** Milliseconds of data that are sent in one go: small enough to look like a steady trickle. */
const STEP_MS = 50;

/** At most `rate` KB (1,000 bytes) a second. */
export const bandwidth = behaviour({
  attributes: z.object({ rate: z.int().min(1) }),
  async pass({ bytes, cameAt }, { rate }, way, next) {
    const bytesPerMs = rate;
    const step = Math.max(1, Math.floor(bytesPerMs * STEP_MS));
    for (let from = 0; from < bytes.length; ) {
      // Healed: the rest goes as it is.
      const to = way.removed.aborted ? bytes.length : Math.min(from + step, bytes.length);
      await way.pause((to - from) / bytesPerMs);
      await next({ bytes: bytes.subarray(from, to), cameAt });
      from = to;
    }
  },
});
