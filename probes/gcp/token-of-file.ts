import type { ActionName } from '../cloud/actions.ts';
import type { Asking } from '../cloud/look.ts';
import { learned } from '../cloud/secrets.ts';
import type { Expiring } from '../cloud/token-memory.ts';
import { CloudTrouble } from '../cloud/trouble.ts';
import { at, numberAt, parseJson, textAt } from '../data/json.ts';
import { tokenSymptomOf } from './errors.ts';
import { assertionOf } from './jwt.ts';
import { subjectToken } from './subject-token.ts';

/** What a token is asked for to look at the cloud: reading. Compute takes its own scope for that alone; roles decide the rest. */
export const READING: readonly string[] = [
  'https://www.googleapis.com/auth/compute.readonly',
  'https://www.googleapis.com/auth/cloud-platform.read-only',
];
/** The exchange of tokens of other issuers knows this one alone. */
const WIDE_SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/**
 * A token for the account that a file of credentials describes, whichever of three kinds it is.
 *
 * @param scopes what it may be used for; a user's own login decides that by itself
 */
export async function tokenOfFile(
  text: string,
  path: string,
  scopes: readonly string[],
  asking: Asking,
): Promise<Expiring<string>> {
  const file = parseJson(text);
  switch (textAt(file, 'type')) {
    case 'service_account':
      return tokenOfServiceAccount(file, path, scopes, asking);
    case 'authorized_user':
      return tokenOfUser(file, asking);
    case 'external_account':
      return tokenOfFederation(file, path, scopes, asking);
    default:
      throw new CloudTrouble('cloud.no_credentials', `${path} is no file of credentials`);
  }
}

async function tokenOfServiceAccount(
  file: unknown,
  path: string,
  scopes: readonly string[],
  asking: Asking,
) {
  const { context } = asking;
  const [email, privateKey] = [textAt(file, 'client_email'), textAt(file, 'private_key')];
  if (email === undefined || privateKey === undefined) {
    throw new CloudTrouble('cloud.no_credentials', `${path} holds no key`);
  }
  learned(context, privateKey);
  const tokenUri = textAt(file, 'token_uri') ?? TOKEN_URI;
  const key = { email, privateKey, keyId: textAt(file, 'private_key_id'), tokenUri };
  return granted('gcp oauth2 token', tokenUri, asking, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: learned(
      context,
      signed(() => assertionOf(key, scopes.join(' '), context.clock.now()), path),
    ),
  });
}

/** A key that cannot sign is no key; what OpenSSL says of it may hold parts of it. */
function signed(make: () => string, path: string): string {
  try {
    return make();
  } catch {
    throw new CloudTrouble('cloud.no_credentials', `the private key in ${path} cannot be read`);
  }
}

async function tokenOfUser(file: unknown, asking: Asking) {
  const { context } = asking;
  return granted('gcp oauth2 token', textAt(file, 'token_uri') ?? TOKEN_URI, asking, {
    grant_type: 'refresh_token',
    client_id: textAt(file, 'client_id') ?? '',
    client_secret: learned(context, textAt(file, 'client_secret') ?? ''),
    refresh_token: learned(context, textAt(file, 'refresh_token') ?? ''),
  });
}

/** Workload identity federation: another issuer's token, exchanged, and where stated for an account's. */
async function tokenOfFederation(
  file: unknown,
  path: string,
  scopes: readonly string[],
  asking: Asking,
) {
  const { context } = asking;
  const token = learned(context, await subjectToken(file, path, asking));
  const exchanged = await granted('gcp sts token', textAt(file, 'token_url') ?? '', asking, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: textAt(file, 'audience') ?? '',
    scope: WIDE_SCOPE,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: textAt(file, 'subject_token_type') ?? '',
    subject_token: token,
  });
  const account = textAt(file, 'service_account_impersonation_url');
  return account === undefined ? exchanged : impersonated(account, exchanged.value, scopes, asking);
}

async function impersonated(url: string, bearer: string, scope: readonly string[], asking: Asking) {
  const { caller, context } = asking;
  const answer = await caller.send('gcp iamcredentials generateAccessToken', {
    url: addressOf(url),
    headers: {
      authorization: `Bearer ${learned(context, bearer)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ scope }),
  });
  const document = parseJson(answer.body);
  const value = textAt(document, 'accessToken');
  if (value === undefined) throw refusal(answer.status, document, asking);
  const expiresMs = Date.parse(textAt(document, 'expireTime') ?? '');
  return { value, expiresMs: Number.isNaN(expiresMs) ? undefined : expiresMs };
}

async function granted(
  action: ActionName,
  url: string,
  asking: Asking,
  form: Readonly<Record<string, string>>,
): Promise<Expiring<string>> {
  const { caller, context } = asking;
  const answer = await caller.send(action, {
    url: addressOf(url),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  const document = parseJson(answer.body);
  const value = textAt(document, 'access_token');
  if (value === undefined) throw refusal(answer.status, document, asking);
  const seconds = numberAt(document, 'expires_in');
  const expiresMs = seconds === undefined ? undefined : context.clock.now() + seconds * 1_000;
  return { value, expiresMs };
}

function addressOf(url: string): URL {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url);
  throw new CloudTrouble('cloud.no_credentials', 'the file of credentials names no token service');
}

function refusal(status: number, document: unknown, { caller }: Asking): CloudTrouble {
  const code = textAt(document, 'error') ?? textAt(document, 'error', 'status') ?? '';
  const words = textAt(document, 'error_description') ?? textAt(at(document, 'error'), 'message');
  const symptom = tokenSymptomOf(code, words ?? '', status, caller.clockOffsetMs);
  return new CloudTrouble(symptom, `token: ${status} ${code}: ${words ?? ''}`);
}
