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

export const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;
export const TARGET_GROUP =
  /^arn:aws[\w-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[\w-]{1,64}\/[0-9a-f]{8,32}$/;

/** Options without which a look does not know what to look at. */
const wanted = {
  identity: [],
  instance: ['instance'],
  reclaim: [],
  quota: ['quota'],
  capacity: ['group'],
  targets: ['targetGroup'],
} as const satisfies WantedOptions;
export const awsLooks = looksOf(wanted);

export const regionOption = z.string().regex(/^[a-z0-9-]{1,40}$/, 'is not a region');

/** Where keys come from, but for those that are stated. */
export const awsSourceOptions = {
  /** `auto` takes the first that is there. */
  credentials: z
    .enum(['auto', 'env', 'profile', 'web-identity', 'container', 'metadata'])
    .default('auto'),
  profile: nameOption.optional(),
  configFile: pathOption.optional(),
  credentialsFile: pathOption.optional(),
} as const;

const shape = z.strictObject({
  look: z.enum(awsLooks),
  region: regionOption.default('us-east-1'),
  instance: z.string().regex(INSTANCE_ID, 'is not the id of an instance: i-0123…').optional(),
  /** An Auto Scaling group. */
  group: nameOption.optional(),
  targetGroup: z
    .string()
    .max(512)
    .regex(TARGET_GROUP, 'is not the ARN of a target group')
    .optional(),
  /** Of Service Quotas: `ec2` and `L-417A185B`, processors of on-demand P instances. */
  service: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'is not a code of a service')
    .default('ec2'),
  quota: z
    .string()
    .regex(/^L-[0-9A-F]{8}$/, 'is not a code of a quota: L-417A185B')
    .optional(),
  ...awsSourceOptions,
  /** The key's id is no secret, and may be a reference all the same. */
  accessKeyId: z.union([secretReference(), z.string().regex(/^\w{1,128}$/)]).optional(),
  secretAccessKey: secretReference().optional(),
  sessionToken: secretReference().optional(),
  ...cloudOptions,
});

export const awsOptions = shape
  .refine(
    ({ accessKeyId, secretAccessKey }) =>
      (accessKeyId === undefined) === (secretAccessKey === undefined),
    'accessKeyId and secretAccessKey go together',
  )
  .superRefine(wanting(wanted));

export type AwsOptions = z.infer<typeof shape>;

/** What decides with whose keys a request is signed, and where they are asked for. */
export type AwsKeyOptions = Pick<
  AwsOptions,
  | keyof typeof awsSourceOptions
  | 'region'
  | 'accessKeyId'
  | 'secretAccessKey'
  | 'sessionToken'
  | 'endpoint'
  | 'metadata'
>;
