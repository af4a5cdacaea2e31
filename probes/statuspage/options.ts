import { z } from 'zod';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, tlsOptions } from '../network/options.ts';

/** Components of one page that a chain cares about. */
const MAX_COMPONENTS = 64;
const SUMMARY_PATH = '/api/v2/summary.json';

export const statuspageOptions = z.strictObject({
  /** The page (its summary is found) or the summary itself. */
  url: z.string().max(2_048).refine(isWebAddress, 'must be an http or https URL'),
  /** Name or id of a component → the link that it speaks about. */
  components: z
    .record(z.string().min(1), z.string().min(1))
    .refine((map) => Object.keys(map).length <= MAX_COMPONENTS, `at most ${MAX_COMPONENTS}`)
    .default({}),
  ...dialOptions,
  ca: tlsOptions.ca,
});

export type StatuspageOptions = z.infer<typeof statuspageOptions>;

/** `https://status.example.com` → `https://status.example.com/api/v2/summary.json`. */
export function summaryUrl(text: string): string {
  const url = new URL(text);
  return url.pathname === '/' ? new URL(SUMMARY_PATH, url).href : url.href;
}
