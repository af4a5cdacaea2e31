import { z } from 'zod';
import { milliseconds } from './attributes.ts';
import { behaviour } from './behaviour.ts';

/** Passes the end of the stream on only after `delay`. */
export const slowClose = behaviour({
  attributes: z.object({ delay: milliseconds.default(0) }),
  end: ({ delay }, way) => way.pause(delay),
});
