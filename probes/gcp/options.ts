import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import {
  cloudOptions,
  looksOf,
  nameOption,
  pathOption,
  type WantedOptions,
  wanting,
} from '../cloud/options.ts';

/** Options without which a look does not know what to look at. */
const wanted = {
  identity: ['project'],
  instance: ['project', 'zone', 'instance'],
  reclaim: [],
  quota: ['project', 'region', 'metric'],
  capacity: ['project', 'zone'],
  targets: ['project', 'backendService'],
  bucket: ['bucket'],
} as const satisfies WantedOptions;
export const gcpLooks = looksOf(wanted);

/** Names of projects, zones, machines: they become parts of paths. */
const part = z.string().regex(/^[a-z0-9](?:[a-z0-9.:_-]{0,98}[a-z0-9])?$/, 'is not such a name');

/** Where tokens come from. */
export const gcpTokenOptions = {
  /** `auto` takes the first that is there. */
  credentials: z.enum(['auto', 'key', 'gcloud', 'metadata']).default('auto'),
  /** A service account's key, or a file of workload identity federation. */
  keyFile: pathOption.optional(),
  /** An access token that somebody else keeps fresh. */
  token: secretReference().optional(),
  /** The account of gcloud whose token is taken. */
  account: nameOption.optional(),
} as const;

const shape = z.strictObject({
  look: z.enum(gcpLooks),
  project: part.optional(),
  zone: part.optional(),
  region: part.optional(),
  instance: part.optional(),
  /** Of a region's quotas: `NVIDIA_A100_GPUS`. */
  metric: z
    .string()
    .regex(/^[A-Z0-9_]{1,100}$/, 'is not a metric: NVIDIA_A100_GPUS')
    .optional(),
  /** Of a load balancer: global, or of the `region`. */
  backendService: part.optional(),
  /** Of Cloud Storage. */
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'is not the name of a bucket')
    .optional(),
  ...gcpTokenOptions,
  ...cloudOptions,
});

export const gcpOptions = shape.superRefine(wanting(wanted));

export type GcpOptions = z.infer<typeof shape>;

/** What decides whose token is taken, and for what. */
export interface GcpTokenOptions
  extends Pick<GcpOptions, keyof typeof gcpTokenOptions | 'metadata'> {
  /** What the token may be used for, where a source lets one choose; by default to read. */
  readonly scopes?: readonly string[] | undefined;
}
