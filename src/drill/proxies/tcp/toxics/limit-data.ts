import { z } from 'zod';
import { bytes } from './attributes.ts';
import { behaviour } from './behaviour.ts';

/** Closes the connection once `bytes` have passed. */
export const limitData = behaviour({
  attributes: z.object({ bytes: bytes.default(0) }),
  async pass(part, { bytes: limit }, way, next) {
    const left = Math.max(0, limit - way.passedBytes);
    const passed = part.bytes.subarray(0, left);
    way.passedBytes += passed.length;
    if (passed.length > 0) await next({ ...part, bytes: passed });
    if (way.passedBytes >= limit) way.close();
  },
});
