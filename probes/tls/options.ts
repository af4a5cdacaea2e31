import { z } from 'zod';
import { endpointOption } from '../network/endpoint.ts';
import {
  dialOptions,
  phaseDeadlineOptions,
  tlsOptions as trustOptions,
} from '../network/options.ts';

/** Public certificates live for 47 to 398 days; a longer warning would never end. */
const MAX_EXPIRING_DAYS = 3_650;
/** Two weeks: enough to notice that renewal, usually done at 30 days left, does not work. */
const DEFAULT_EXPIRING_DAYS = 14;

export const tlsOptions = z.strictObject({
  address: endpointOption,
  ...dialOptions,
  ...trustOptions,
  expiringDays: z.number().min(0).max(MAX_EXPIRING_DAYS).default(DEFAULT_EXPIRING_DAYS),
  phaseDeadlinesMs: phaseDeadlineOptions(['resolve', 'connect', 'tls']).optional(),
});

export type TlsOptions = z.infer<typeof tlsOptions>;
