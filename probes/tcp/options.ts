import { z } from 'zod';
import { endpointOption, resolverOption } from '../network/endpoint.ts';
import { millisecondsOption, phaseDeadlineOptions } from '../network/options.ts';

/** Characters sent or expected; a greeting is a line. */
const MAX_GREETING_CHARACTERS = 1_024;

export const tcpOptions = z.strictObject({
  address: endpointOption,
  resolver: resolverOption.optional(),
  /** What the peer's first bytes must be. */
  expect: z.string().min(1).max(MAX_GREETING_CHARACTERS).optional(),
  /** Text sent once connected, before anything is expected. */
  send: z.string().min(1).max(MAX_GREETING_CHARACTERS).optional(),
  slowMs: millisecondsOption.optional(),
  phaseDeadlinesMs: phaseDeadlineOptions(['resolve', 'connect', 'wait']).optional(),
});

export type TcpOptions = z.infer<typeof tcpOptions>;
