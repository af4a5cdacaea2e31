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

/** Options without which each look of a cloud does not know what to look at. */
export type WantedOptions = Readonly<Record<string, readonly string[]>>;

/** The looks of a cloud, as the table of what each wants names them. */
export function looksOf<Wanted extends WantedOptions>(
  wanted: Wanted,
): readonly (keyof Wanted & string)[] {
  return Object.keys(wanted);
}

/** Says of each option that a look wants and has not that it is missing. */
export function wanting(wanted: WantedOptions) {
  return (options: { readonly look: string }, context: z.RefinementCtx): void => {
    for (const name of wanted[options.look] ?? []) {
      if (Reflect.get(options, name) === undefined) lacks(name, options, context);
    }
  };
}

export function lacks(
  name: string,
  { look }: { readonly look: string },
  context: z.RefinementCtx,
): void {
  context.addIssue({ code: 'custom', message: `look ${look} needs ${name}` });
}
