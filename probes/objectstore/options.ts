import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { durationOption, leastOption } from '../data/options.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';

/** Names of buckets, and of what some servers take for one. */
const ADDRESS = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:\/([\s\S]*))?$/;
const MAX_CHARACTERS = 1_300;
/** Objects that a look can be told to find: it reads so many pages of a listing, and no more. */
const MOST_OBJECTS = 5_000;

export const objectStoreOptions = z
  .strictObject({
    /** `s3://bucket/key` for an object; `s3://bucket` or `s3://bucket/prefix/` for a listing. */
    url: z
      .string()
      .max(MAX_CHARACTERS)
      .refine((text) => objectOf(text) !== undefined, 'must be s3://bucket, with a key behind it'),
    /** Of a server that is not Amazon's: `http://minio.internal:9000`. */
    endpoint: z
      .string()
      .max(2_048)
      .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it')
      .optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'is not a region')
      .default('us-east-1'),
    /** Whether the bucket stands in the path or in the host's name; by default as the endpoint expects. */
    style: z.enum(['path', 'virtual']).optional(),
    /** The key's id is no secret, and may be a reference all the same. Without both: anonymous. */
    accessKeyId: z.union([secretReference(), z.string().regex(/^\w{1,128}$/)]).optional(),
    secretAccessKey: secretReference().optional(),
    sessionToken: secretReference().optional(),
    /** The entity tag that the object must have. */
    etag: z
      .string()
      .regex(/^[\w.-]{1,128}$/, 'is not an entity tag')
      .optional(),
    /** Bytes that the object must have at least. */
    bytes: leastOption.optional(),
    /** Objects that there must be at least under the prefix. */
    objects: z.int().min(1).max(MOST_OBJECTS).optional(),
    freshWithin: durationOption.optional(),
    slowMs: millisecondsOption.optional(),
    ...dialOptions,
    ...tlsOptions,
  })
  .refine(
    ({ accessKeyId, secretAccessKey }) =>
      (accessKeyId === undefined) === (secretAccessKey === undefined),
    'accessKeyId and secretAccessKey go together',
  );

export type ObjectStoreOptions = z.infer<typeof objectStoreOptions>;

export interface ObjectName {
  readonly bucket: string;
  /** Empty, or ending in `/`: a prefix that is listed. */
  readonly key: string;
}

export function objectOf(text: string): ObjectName | undefined {
  const match = ADDRESS.exec(text);
  return match ? { bucket: match[1] ?? '', key: match[2] ?? '' } : undefined;
}

export function isPrefix({ key }: ObjectName): boolean {
  return key === '' || key.endsWith('/');
}

/** The URL of the bucket in the style of its server; its path ends in `/`. */
export function bucketUrl(options: ObjectStoreOptions): URL {
  const { bucket } = objectOf(options.url) as ObjectName;
  const { endpoint, region } = options;
  const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  // A dot in a bucket's name would not fit the server's certificate.
  const style =
    options.style ?? (endpoint === undefined && !bucket.includes('.') ? 'virtual' : 'path');
  const root = base.pathname.replace(/\/*$/, '/');
  if (style === 'path') return new URL(`${root}${bucket}/`, base);
  const url = new URL(root, base);
  url.hostname = `${bucket}.${base.hostname}`;
  return url;
}
