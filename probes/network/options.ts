import { z } from 'zod';
import { endpointOption, resolverOption } from './endpoint.ts';
import { tlsVersions } from './trust.ts';

/** A day: no deadline or threshold of a look is longer. */
const MAX_MS = 86_400_000;

export const millisecondsOption = z.int().min(1).max(MAX_MS);

/** Options of every probe that dials. */
export const dialOptions = {
  resolver: resolverOption.optional(),
  connectTo: endpointOption.optional(),
} as const;

/** Options of every probe that speaks TLS. */
export const tlsOptions = {
  ca: z.string().min(1).optional(),
  servername: z.string().min(1).max(253).optional(),
  minVersion: z.enum(tlsVersions).optional(),
} as const;

/** Limits of single phases, beside the deadline of the look. */
export function phaseDeadlineOptions<const P extends readonly string[]>(phases: P) {
  const shape = Object.fromEntries(phases.map((phase) => [phase, millisecondsOption.optional()]));
  return z.strictObject(shape as Record<P[number], z.ZodOptional<typeof millisecondsOption>>);
}
