import { z } from 'zod';
import { bytes, microseconds } from './attributes.ts';
import { behaviour } from './behaviour.ts';

/** Cuts data into slices of `average_size` ± `size_variation` bytes, `delay` microseconds apart. */
export const slicer = behaviour({
  attributes: z.object({
    average_size: z.int().min(1),
    size_variation: bytes.default(0),
    delay: microseconds.default(0),
  }),
  async pass(part, { average_size, size_variation, delay }, way, next) {
    const { bytes: whole, cameAt } = part;
    // A timer cannot wait for less than a millisecond: smaller delays are saved up.
    let owedMs = 0;
    for (let from = 0; from < whole.length; ) {
      const size = Math.round(average_size + (Math.random() * 2 - 1) * size_variation);
      const to = way.removed.aborted ? whole.length : from + Math.max(1, size);
      await next({ bytes: whole.subarray(from, to), cameAt });
      from = to;
      if (from >= whole.length) return;
      owedMs += delay / 1_000;
      if (owedMs < 1) continue;
      await way.pause(owedMs);
      owedMs = 0;
    }
  },
});
