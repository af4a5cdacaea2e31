import { createHash } from 'node:crypto';
import { homeThere } from '../cloud/home.ts';
import type { Asking } from '../cloud/look.ts';
import { fileThere, learned, variable } from '../cloud/secrets.ts';
import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at, parseJson, textAt } from '../data/json.ts';
import { hostOf, queryWith } from './api.ts';
import { grantedIn, ofSso, ofSts } from './granted.ts';
import type { Source } from './keys.ts';
import { containerKeys } from './keys-of-container.ts';
import { metadataKeys } from './keys-of-metadata.ts';
import { keysOfProgram } from './keys-of-program.ts';
import { variableKeys } from './keys-of-variables.ts';
import { exchangedKeys } from './keys-of-web-identity.ts';
import type { AwsKeyOptions } from './options.ts';
import { type Profile, profilesIn } from './profiles.ts';
import type { AwsKeys } from './sign.ts';

/** Profiles that name others, which name others: the vendor's own programs stop at loops as well. */
const MOST_SOURCES = 5;

interface Files {
  readonly home: string;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly sessions: ReadonlyMap<string, Profile>;
}

/** Keys of a profile in the shared files: its own, by a role that it assumes, or by single sign-on. */
export const profileKeys: Source = async (options: AwsKeyOptions, asking: Asking) => {
  const files = await filesOf(options, asking);
  const name = options.profile ?? variable('AWS_PROFILE') ?? 'default';
  const isAskedFor = name !== 'default' || options.credentials === 'profile';
  const profile = files?.profiles.get(name);
  if (files && profile && (isAskedFor || hasKeys(profile))) {
    return keysOf(name, files, options, asking, MOST_SOURCES);
  }
  if (!isAskedFor) return undefined;
  throw new CloudTrouble('cloud.no_credentials', `there is no profile ${name}`);
};

/** The default profile often holds a region alone. */
function hasKeys(profile: Profile): boolean {
  const names = ['aws_access_key_id', 'role_arn', 'sso_account_id', 'credential_process'];
  return names.some((name) => profile[name] !== undefined);
}

async function filesOf(options: AwsKeyOptions, { context }: Asking): Promise<Files | undefined> {
  const home = (await homeThere(context)) ?? '';
  const here = context.vantage.name === 'local';
  const stated = (name: string) => (here ? variable(name) : undefined);
  const paths = [
    options.configFile ?? stated('AWS_CONFIG_FILE') ?? `${home}/.aws/config`,
    options.credentialsFile ?? stated('AWS_SHARED_CREDENTIALS_FILE') ?? `${home}/.aws/credentials`,
  ];
  const [config, credentials] = await Promise.all(paths.map((path) => fileThere(context, path)));
  if (config === undefined && credentials === undefined) return undefined;
  return { home, ...(await profilesIn(config ?? '', credentials ?? '')) };
}

/** Where a profile says that the keys come from with which its role is assumed. */
const sourcesByName: Readonly<Record<string, Source>> = {
  Environment: variableKeys,
  Ec2InstanceMetadata: metadataKeys,
  EcsContainer: containerKeys,
};

async function keysOf(
  name: string,
  files: Files,
  options: AwsKeyOptions,
  asking: Asking,
  sourcesLeft: number,
): Promise<Expiring<AwsKeys>> {
  const profile = files.profiles.get(name);
  if (!profile || sourcesLeft === 0) {
    throw new CloudTrouble('cloud.no_credentials', `profile ${name}: missing, or a loop`);
  }
  const { role_arn: role, source_profile: source, web_identity_token_file: token } = profile;
  if (role === undefined) return ownKeysOf(name, profile, files, options, asking);
  if (token !== undefined) {
    return exchangedKeys(token, role, profile.role_session_name, options, asking);
  }
  const base =
    source === undefined
      ? await sourcesByName[profile.credential_source ?? '']?.(options, asking)
      : source === name
        ? await ownKeysOf(name, profile, files, options, asking)
        : await keysOf(source, files, options, asking, sourcesLeft - 1);
  if (base) return assumed(role, profile, base.value, options, asking);
  const detail = `profile ${name} assumes a role, and has no keys to do so`;
  throw new CloudTrouble('cloud.no_credentials', detail);
}

async function ownKeysOf(
  name: string,
  profile: Profile,
  files: Files,
  options: AwsKeyOptions,
  asking: Asking,
): Promise<Expiring<AwsKeys>> {
  const { aws_access_key_id: id, aws_secret_access_key: secret } = profile;
  if (id !== undefined && secret !== undefined) {
    const secretAccessKey = learned(asking.context, secret);
    const value = { accessKeyId: id, secretAccessKey, sessionToken: profile.aws_session_token };
    return { value, expiresMs: undefined };
  }
  if (profile.sso_account_id !== undefined) {
    return singleSignOnKeys(name, profile, files, options, asking);
  }
  if (profile.credential_process !== undefined) {
    return keysOfProgram(profile.credential_process, name, asking);
  }
  throw new CloudTrouble('cloud.no_credentials', `profile ${name} holds no keys`);
}

async function assumed(
  role: string,
  profile: Profile,
  keys: AwsKeys,
  options: AwsKeyOptions,
  asking: Asking,
): Promise<Expiring<AwsKeys>> {
  const document = await queryWith(keys, 'aws sts AssumeRole', options, asking, {
    RoleArn: role,
    RoleSessionName: profile.role_session_name ?? 'weaklink',
    ...(profile.external_id === undefined ? {} : { ExternalId: profile.external_id }),
  });
  const result = at(document, 'AssumeRoleResponse', 'AssumeRoleResult', 'Credentials');
  return grantedIn(result, 'sts', ofSts);
}

/** Keys for the token that `aws sso login` left in its cache. */
async function singleSignOnKeys(
  name: string,
  profile: Profile,
  { home, sessions }: Files,
  options: AwsKeyOptions,
  { caller, context }: Asking,
): Promise<Expiring<AwsKeys>> {
  const session = profile.sso_session;
  const settings = session === undefined ? profile : sessions.get(session);
  const key = session ?? profile.sso_start_url ?? '';
  const file = `${createHash('sha1').update(key).digest('hex')}.json`;
  const cached = parseJson((await fileThere(context, `${home}/.aws/sso/cache/${file}`)) ?? '');
  const token = textAt(cached, 'accessToken');
  const expiresMs = Date.parse(textAt(cached, 'expiresAt') ?? '');
  if (token === undefined || !(expiresMs > context.clock.now())) {
    const symptom = token === undefined ? 'cloud.no_credentials' : 'cloud.credentials_expired';
    throw new CloudTrouble(symptom, `run: aws sso login --profile ${name}`);
  }
  const region = settings?.sso_region ?? textAt(cached, 'region') ?? options.region;
  const base = options.endpoint ?? `https://${hostOf('portal.sso', region)}`;
  const url = new URL('/federation/credentials', base);
  url.searchParams.set('role_name', profile.sso_role_name ?? '');
  url.searchParams.set('account_id', profile.sso_account_id ?? '');
  const answer = await caller.send('aws sso GetRoleCredentials', {
    url,
    headers: { 'x-amz-sso_bearer_token': learned(context, token) },
  });
  if (answer.status !== 200) {
    const symptom = answer.status === 401 ? 'cloud.credentials_expired' : 'cloud.denied';
    throw new CloudTrouble(symptom, `single sign-on answers ${answer.status} for profile ${name}`);
  }
  return grantedIn(at(parseJson(answer.body), 'roleCredentials'), 'single sign-on', ofSso);
}
