import { z } from 'zod';
import { id, span, startingAt } from './grammar.ts';

/** A fault as the file states it; the options of its injector are the injector's business. */
export const faultSchema = z.strictObject({
  name: id.optional().describe('Unique here. Default: the name of the sandbox fault.'),
  at: startingAt.optional().describe('From the moment the steady state holds. Default: 0s.'),
  for: span.optional().describe('Default: until the end of the run.'),
  ttl: span
    .optional()
    .describe(
      'After it the fault ends by itself, whatever became of weaklink. Default: for + 60s.',
    ),
  intensity: z
    .number()
    .gt(0, 'must be more than 0')
    .max(1)
    .optional()
    .describe('How much of it. Default: 1.'),
  flap: z
    .strictObject({ on: span, off: span })
    .optional()
    .describe('On and off again, so long each.'),
  link: id.optional().describe('The link that it harms. A fault of the sandbox knows its own.'),
  inject: z
    .record(id, z.unknown())
    .refine((inject) => Object.keys(inject).length === 1, 'must hold one kind of injector, no more')
    .describe(
      '{ sandbox: replica-a-kill }, { tcp: { proxy: web, toxic: latency, latency: 800 } }.',
    ),
});

export type FaultEntry = z.infer<typeof faultSchema>;
