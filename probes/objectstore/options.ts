import { z } from 'zod';
import { secretReference } from '../../src/platform/secrets.ts';
import { authOf, authOption } from '../auth/options.ts';
import { regionOption } from '../aws/options.ts';
import { durationOption, leastOption } from '../data/options.ts';
import { isWebAddress } from '../http/options.ts';
import { dialOptions, millisecondsOption, tlsOptions } from '../network/options.ts';
import { objectOf, type StoreKind } from './address.ts';

const MAX_CHARACTERS = 1_300;
/** Whose credentials each store takes. */
const cloudOf: Readonly<Record<StoreKind, 'aws' | 'gcp' | 'azure'>> = {
  s3: 'aws',
  gs: 'gcp',
  az: 'azure',
};
/** Objects that a look can be told to find: it reads so many pages of a listing, and no more. */
const MOST_OBJECTS = 5_000;

export const objectStoreOptions = z
  .strictObject({
    /** `s3://bucket/key` for an object; `s3://bucket` or `s3://bucket/prefix/` for a listing. */
    url: z
      .string()
      .max(MAX_CHARACTERS)
      .refine(
        (text) => objectOf(text) !== undefined,
        'must be s3://bucket, gs://bucket or az://account/container, with a key behind it',
      ),
    /** Of a server that is not the cloud's own, or a private one: `http://minio.internal:9000`. */
    endpoint: z
      .string()
      .max(2_048)
      .refine(isWebAddress, 'must be an http or https URL without a user name or a password in it')
      .optional(),
    region: regionOption.default('us-east-1'),
    /** Whether the bucket stands in the path or in the host's name; by default as the endpoint expects. */
    style: z.enum(['path', 'virtual']).optional(),
    /** The key's id is no secret, and may be a reference all the same. Without both: anonymous. */
    accessKeyId: z.union([secretReference(), z.string().regex(/^\w{1,128}$/)]).optional(),
    secretAccessKey: secretReference().optional(),
    sessionToken: secretReference().optional(),
    /** A shared access signature of Azure. */
    sas: secretReference().optional(),
    /** Keys or a token of the cloud itself: of a role, the metadata, a profile, its own program. */
    auth: authOption.optional(),
    /** The entity tag that the object must have. */
    etag: z
      .string()
      .regex(/^[\w.+/=-]{1,128}$/, 'is not an entity tag')
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
  )
  .refine(
    ({ accessKeyId, sas, auth }) => [accessKeyId, sas, auth].filter(Boolean).length <= 1,
    'one way in is stated: keys, sas or auth',
  )
  .superRefine(({ url, accessKeyId, sas, auth }, context) => {
    const store = objectOf(url)?.store;
    if (store === undefined) return;
    const fits =
      (accessKeyId === undefined || store === 's3') &&
      (sas === undefined || store === 'az') &&
      (auth === undefined || authOf(auth).cloud === cloudOf[store]);
    if (fits) return;
    const message = `${store}:// takes ${waysIn[store]}`;
    context.addIssue({ code: 'custom', message });
  });

const waysIn: Readonly<Record<StoreKind, string>> = {
  s3: 'accessKeyId and secretAccessKey, or auth: aws',
  gs: 'auth: gcp',
  az: 'sas, or auth: azure',
};

export type ObjectStoreOptions = z.infer<typeof objectStoreOptions>;
