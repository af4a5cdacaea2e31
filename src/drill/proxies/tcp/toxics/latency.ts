import { z } from 'zod';
import { milliseconds } from './attributes.ts';
import { behaviour } from './behaviour.ts';

/** Delays data by `latency` ± `jitter`, counted from its arrival, so that it costs no throughput. */
export const latency = behaviour({
  attributes: z.object({ latency: milliseconds.default(0), jitter: milliseconds.default(0) }),
  async pass(part, { latency: delayMs, jitter }, way, next) {
    const wantedMs = delayMs + (Math.random() * 2 - 1) * jitter;
    const leftMs = part.cameAt + wantedMs - performance.now();
    if (leftMs > 0) await way.pause(leftMs);
    await next(part);
  },
});
