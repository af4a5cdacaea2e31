import { z } from 'zod';
import { durationOption } from '../data/options.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, tlsOptions } from '../network/options.ts';

/** Machines, processors or cards that something may need; the largest clusters have some 100,000. */
const MOST_NEEDED = 10_000_000;

/** Clouds count and limit questions, and what they tell changes within minutes. */
export const LEAST_INTERVAL_MS = 30_000;

export const webAddress = z
  .string()
  .max(2_048)
  .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it');

/** Names of machines, groups, projects, regions, profiles: words that a shell and a URL take as they are. */
export const nameOption = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:/@+=,-]{0,255}$/, 'is not such a name');

export const pathOption = z
  .string()
  .max(4_096)
  .regex(/^\/[^\0\r\n]*$/, 'must be an absolute path');

/** Options of every probe of a cloud. */
export const cloudOptions = {
  /** Where the API is asked instead of at its usual address: a private endpoint. */
  endpoint: webAddress.optional(),
  /** The metadata service beside the machine. */
  metadata: webAddress.optional(),
  /** How far back failures count. */
  within: durationOption.default('1h'),
  /** What must still fit into the quota, in the quota's own unit. */
  needs: z.int().min(1).max(MOST_NEEDED).optional(),
  resolver: dialOptions.resolver,
  ca: tlsOptions.ca,
} as const;

/** What of the options decides how connections are made. */
export interface CloudDial {
  readonly resolver?: string | undefined;
  readonly ca?: string | undefined;
}
