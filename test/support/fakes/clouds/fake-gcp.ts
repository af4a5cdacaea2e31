import { createPublicKey, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sigV4HeaderOf, sigV4SignatureOf, sigV4TimeOf } from '../../sigv4.ts';
import { type Answer, type Asked, type FakeCloud, startFakeCloud, unknown } from './requests.ts';

export interface FakeGcpOptions {
  /** Public half of the service account's key, in PEM. */
  readonly publicKey?: string;
  readonly email?: string;
  /** Milliseconds that its clock is ahead. */
  readonly aheadMs?: number;
  /** The end of a path, or a path of the metadata → what is answered instead of a refusal. */
  readonly answers: Readonly<Record<string, object | string | Answer>>;
  /** What its token service says instead of a token. */
  readonly tokenTrouble?: Answer;
  /** Tokens that it takes; those that it grants are among them. */
  readonly tokens?: readonly string[];
  /** What a token must be asked for; by default to read. */
  readonly scopes?: readonly string[];
  /** A machine of its own: metadata with a service account. */
  readonly hasMetadata?: boolean;
}

export const FAKE_GCP_TOKEN = 'ya29.fake-access-token-0f3b';
export const FAKE_REFRESH_TOKEN = '1//fake-refresh-token-77ab';
export const FAKE_CLIENT_SECRET = 'GOCSPX-fake-client-secret';
export const FAKE_SUBJECT_TOKEN = 'fake-subject-token-of-another-issuer';
/** Of a federated identity before it takes on an account. */
const FEDERATED = 'ya29.d.fake-federated-token-9';

/** Scopes of a token that can change nothing. */
const READING = ['compute.readonly', 'cloud-platform.read-only'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);

/** Google takes assertions whose times are within this of its clock. */
const SKEW_MS = 300_000;

/**
 * A fake Google Cloud: Compute, Resource Manager, the token services and the metadata of a machine. It
 * checks the signature, the audience and the times of a service account's assertion, and every bearer.
 */
export async function startFakeGcp(options: FakeGcpOptions): Promise<FakeCloud> {
  const { aheadMs = 0 } = options;
  return startFakeCloud(aheadMs, (asked, nowMs) => {
    const path = asked.url.pathname;
    if (path.startsWith('/computeMetadata/v1/'))
      return ['gcp metadata get', metadata(asked, options)];
    if (path === '/token') return ['gcp oauth2 token', token(asked, options, nowMs)];
    if (path === '/subject') return ['gcp federation getSubjectToken', subject(asked)];
    if (path === '/v1/token') return ['gcp sts token', exchanged(asked)];
    if (path.endsWith(':generateAccessToken')) {
      return ['gcp iamcredentials generateAccessToken', impersonated(asked)];
    }
    return [actionOf(asked), api(asked, options)];
  });
}

/** The method of the API that a path belongs to, as Google's references name them. */
const methods: readonly (readonly [RegExp, string])[] = [
  [/:testIamPermissions$/, 'cloudresourcemanager projects.testIamPermissions'],
  [/\/instances\/[^/]+$/, 'compute instances.get'],
  [/\/zones\/[^/]+\/operations$/, 'compute zoneOperations.list'],
  [/\/global\/backendServices\/[^/]+$/, 'compute backendServices.get'],
  [/\/global\/backendServices\/[^/]+\/getHealth$/, 'compute backendServices.getHealth'],
  [/\/regions\/[^/]+\/backendServices\/[^/]+$/, 'compute regionBackendServices.get'],
  [
    /\/regions\/[^/]+\/backendServices\/[^/]+\/getHealth$/,
    'compute regionBackendServices.getHealth',
  ],
  [/\/regions\/[^/]+$/, 'compute regions.get'],
  [/^\/storage\/v1\/b\/[^/]+$/, 'storage buckets.get'],
];

function actionOf({ url }: Asked): string {
  const method = methods.find(([pattern]) => pattern.test(url.pathname))?.[1];
  return `gcp ${method ?? url.pathname}`;
}

function api({ request, url }: Asked, { answers, tokens = [] }: FakeGcpOptions): Answer {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (![FAKE_GCP_TOKEN, ...tokens].includes(bearer)) return gcpError(401, 'UNAUTHENTICATED');
  const key = Object.keys(answers).find((end) => url.pathname.endsWith(end));
  const answer = key === undefined ? undefined : answers[key];
  return answer === undefined ? unknown(url) : answerOf(answer);
}

function answerOf(answer: object | string | Answer): Answer {
  const isWhole = typeof answer === 'object' && 'status' in answer && 'body' in answer;
  return isWhole ? (answer as Answer) : { status: 200, body: answer };
}

/** An error as Google's APIs write it; the reason stands where newer and where older APIs have it. */
export function gcpError(
  code: number,
  status: string,
  reason = status,
  message = 'words of Google',
): Answer {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }];
  const errors = [{ message, domain: 'global', reason }];
  return { status: code, body: { error: { code, message, status, errors, details } } };
}

const refused = (error: string, error_description: string): Answer => ({
  status: 400,
  body: { error, error_description },
});
const granted: Answer = {
  status: 200,
  body: { access_token: FAKE_GCP_TOKEN, expires_in: 3_599, token_type: 'Bearer' },
};

function token({ body }: Asked, options: FakeGcpOptions, nowMs: number): Answer {
  if (options.tokenTrouble) return options.tokenTrouble;
  const form = new URLSearchParams(body);
  if (form.get('grant_type') === 'refresh_token') {
    const isRight =
      form.get('refresh_token') === FAKE_REFRESH_TOKEN &&
      form.get('client_secret') === FAKE_CLIENT_SECRET;
    return isRight ? granted : refused('invalid_grant', 'Token has been expired or revoked.');
  }
  const isJwt = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  if (!isJwt) return refused('unsupported_grant_type', 'Invalid grant_type');
  return forAssertion(form.get('assertion') ?? '', options, nowMs);
}

function forAssertion(
  assertion: string,
  { publicKey = '', email, scopes: wanted = READING }: FakeGcpOptions,
  nowMs: number,
): Answer {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (claims.iss !== email) return refused('invalid_grant', 'Invalid grant: account not found');
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return refused('invalid_grant', 'Invalid JWT Signature.');
  const isTimely =
    claims.iat * 1_000 <= nowMs + SKEW_MS &&
    claims.exp * 1_000 > nowMs &&
    claims.exp - claims.iat <= 3_600;
  if (!isTimely) {
    return refused(
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }
  const isForThis = String(claims.aud).endsWith('/token') && claims.scope === wanted.join(' ');
  return isForThis ? granted : refused('invalid_scope', 'Invalid OAuth scope or ID token audience');
}

function exchanged({ body }: Asked): Answer {
  const form = new URLSearchParams(body);
  const token = form.get('subject_token') ?? '';
  const isOfAws = form.get('subject_token_type') === 'urn:ietf:params:aws:token-type:aws4_request';
  const isRight = isOfAws
    ? isSignedForAws(token, form.get('audience') ?? '')
    : token === FAKE_SUBJECT_TOKEN && form.has('audience');
  if (!isRight) return refused('invalid_grant', 'The provided credential is not valid.');
  return {
    status: 200,
    body: { access_token: FEDERATED, expires_in: 3_599, token_type: 'Bearer' },
  };
}

export const FAKE_AWS_KEY = { id: 'AKIDFEDERATED', secret: 'fake-secret-of-an-amazon-role' };

/** As Google does: it is a question to Amazon who signs, in its own region, and for this pool. */
function isSignedForAws(token: string, audience: string): boolean {
  const { url, method, headers } = JSON.parse(decodeURIComponent(token));
  const request = {
    method,
    url: url.replace(/^https:\/\/[^/?]+/, ''),
    headers: Object.fromEntries(
      headers.map(({ key, value }: Record<'key' | 'value', string>) => [key.toLowerCase(), value]),
    ),
  } as IncomingMessage;
  const header = sigV4HeaderOf(request);
  if (header?.id !== FAKE_AWS_KEY.id || header.service !== 'sts') return false;
  return (
    url.startsWith(`https://sts.${header.region}.amazonaws.com`) &&
    url.includes('Action=GetCallerIdentity') &&
    header.names.split(';').includes('x-goog-cloud-target-resource') &&
    request.headers['x-goog-cloud-target-resource'] === audience &&
    Math.abs(Date.now() - sigV4TimeOf(request)) < SKEW_MS &&
    sigV4SignatureOf(request, header, FAKE_AWS_KEY.secret) === header.signature
  );
}

/** Another issuer, as the identity of a machine in another cloud. */
function subject({ request, url }: Asked): Answer {
  const isRight = request.headers.metadata === 'True' && url.searchParams.get('resource') === 'x';
  return isRight
    ? { status: 200, body: { access_token: FAKE_SUBJECT_TOKEN } }
    : { status: 403, body: { error: 'who are you' } };
}

function impersonated({ request }: Asked): Answer {
  if (request.headers.authorization !== `Bearer ${FEDERATED}`) {
    return gcpError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
  }
  const expireTime = new Date(Date.now() + 3_600_000).toISOString();
  return { status: 200, body: { accessToken: FAKE_GCP_TOKEN, expireTime } };
}

function metadata({ request, url }: Asked, { answers, hasMetadata }: FakeGcpOptions): Answer {
  if (request.headers['metadata-flavor'] !== 'Google') return { status: 403, body: 'no header' };
  const path = url.pathname.slice('/computeMetadata/v1/'.length);
  if (path === 'instance/service-accounts/default/token' && hasMetadata) return granted;
  const answer = answers[path];
  return answer === undefined ? { status: 404, body: 'not found' } : answerOf(answer);
}
