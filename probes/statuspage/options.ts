import { z } from 'zod';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, tlsOptions } from '../network/options.ts';
import { type Format, formats } from './formats/registry.ts';

/** Components of one page that a chain cares about. */
const MAX_COMPONENTS = 64;
/** Regions or services of a cloud that a chain cares about. */
const MAX_NAMES = 64;

/** Where each format usually is, below the address of a page. */
const PATHS: Readonly<Record<Format, string>> = {
  statuspage: '/api/v2/summary.json',
  aws: '/public/currentevents',
  gcp: '/incidents.json',
  rss: '/en-us/status/feed/',
};
/** Pages of clouds, which have formats of their own. */
const HOSTS: Readonly<Record<string, Format>> = {
  'health.aws.amazon.com': 'aws',
  'status.cloud.google.com': 'gcp',
  'azure.status.microsoft': 'rss',
};
const formatNames = Object.keys(formats) as [Format, ...Format[]];
const names = z.array(z.string().min(1).max(200)).max(MAX_NAMES).default([]);

export const statuspageOptions = z.strictObject({
  /** The page (its summary is found) or the summary itself. */
  url: z.string().max(2_048).refine(isWebAddress, 'must be an http or https URL'),
  /** Name or id of a component → the link that it speaks about. */
  components: z
    .record(z.string().min(1), z.string().min(1))
    .refine((map) => Object.keys(map).length <= MAX_COMPONENTS, `at most ${MAX_COMPONENTS}`)
    .default({}),
  /** By default the one that the answer is in. */
  format: z.enum(formatNames).optional(),
  /** Regions whose incidents count; by default all. Feeds of whole clouds are seldom without one. */
  regions: names,
  /** Services, by name or id, whose incidents count; by default all. */
  services: names,
  ...dialOptions,
  ca: tlsOptions.ca,
});

export type StatuspageOptions = z.infer<typeof statuspageOptions>;

/** `https://status.example.com` → `https://status.example.com/api/v2/summary.json`. */
export function summaryUrl({ url, format }: Pick<StatuspageOptions, 'url' | 'format'>): string {
  const page = new URL(url);
  if (page.pathname !== '/') return page.href;
  return new URL(PATHS[format ?? HOSTS[page.hostname] ?? 'statuspage'], page).href;
}
