import { isSecretReference } from '../../src/platform/secrets.ts';
import type { Asking } from '../cloud/look.ts';
import { learned, variable } from '../cloud/secrets.ts';
import { type Expiring, TokenMemory } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { containerKeys } from './keys-of-container.ts';
import { metadataKeys } from './keys-of-metadata.ts';
import { profileKeys } from './keys-of-profile.ts';
import { variableKeys } from './keys-of-variables.ts';
import { webIdentityKeys } from './keys-of-web-identity.ts';
import type { AwsKeyOptions } from './options.ts';
import type { AwsKeys } from './sign.ts';

export type Source = (
  options: AwsKeyOptions,
  asking: Asking,
) => Promise<Expiring<AwsKeys> | undefined>;

/** In the order in which the vendor's own programs look. */
const sources: Readonly<Record<Exclude<AwsKeyOptions['credentials'], 'auto'>, Source>> = {
  env: variableKeys,
  'web-identity': webIdentityKeys,
  profile: profileKeys,
  container: containerKeys,
  metadata: metadataKeys,
};

const memory = new TokenMemory<AwsKeys>();

/**
 * The keys with which a look signs: those of its options, else of the first source that has some.
 * Variables are those of this process; files, programs and metadata those of the machine where it stands.
 *
 * @throws CloudTrouble `cloud.no_credentials`, or what kept a source from giving its own
 */
export async function awsKeys(options: AwsKeyOptions, asking: Asking): Promise<AwsKeys> {
  const { context } = asking;
  const stated = await statedKeys(options, asking);
  const keys =
    stated ??
    (await memory.recallOr(context, partsOf(options), () => grantedKeys(options, asking)));
  learned(context, keys.secretAccessKey);
  if (keys.sessionToken !== undefined) learned(context, keys.sessionToken);
  return keys;
}

/** Keys that the cloud did not take are not tried again. */
export function forgetKeys(options: AwsKeyOptions, { context }: Asking): void {
  memory.forget(context, partsOf(options));
}

function partsOf(options: AwsKeyOptions): readonly unknown[] {
  const { credentials, profile, configFile, credentialsFile, region, endpoint, metadata } = options;
  const variables = [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_ROLE_ARN',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  ].map(variable);
  return [
    credentials,
    profile,
    configFile,
    credentialsFile,
    region,
    endpoint,
    metadata,
    ...variables,
  ];
}

async function statedKeys(
  { accessKeyId, secretAccessKey, sessionToken }: AwsKeyOptions,
  { context: { secret } }: Asking,
): Promise<AwsKeys | undefined> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    accessKeyId: isSecretReference(accessKeyId) ? await secret(accessKeyId) : accessKeyId,
    secretAccessKey: await secret(secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: await secret(sessionToken) }),
  };
}

async function grantedKeys(options: AwsKeyOptions, asking: Asking): Promise<Expiring<AwsKeys>> {
  const names = options.credentials === 'auto' ? Object.keys(sources) : [options.credentials];
  // A profile that is named is meant, whatever else is there.
  const first = options.profile === undefined ? [] : ['profile'];
  for (const name of new Set([...first, ...names])) {
    const keys = await sources[name as keyof typeof sources](options, asking);
    if (keys) return keys;
  }
  throw new CloudTrouble('cloud.no_credentials', `looked for keys in: ${names.join(', ')}`);
}
