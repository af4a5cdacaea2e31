import type { IncomingMessage } from 'node:http';
import { sigV4HeaderOf, sigV4SignatureOf, sigV4TimeOf } from '../../sigv4.ts';
import { type Answer, type Asked, type FakeCloud, startFakeCloud, unknown } from './requests.ts';

export interface FakeKey {
  readonly secret: string;
  readonly token?: string;
  readonly expired?: boolean;
}

export interface FakeAwsOptions {
  /** Access key id → what belongs to it. */
  readonly keys: Readonly<Record<string, FakeKey>>;
  /** Regions that are off for the account: they know no key at all. */
  readonly regionsOff?: readonly string[];
  /** Milliseconds that its clock is ahead. */
  readonly aheadMs?: number;
  /** Action (`ec2 DescribeInstances`) or path of the metadata → what is answered instead of a refusal. */
  readonly answers: Readonly<Record<string, string | object | Answer>>;
  /** Keys that it hands out, by whichever way. */
  readonly grants?: { readonly id: string; readonly secret: string; readonly token: string };
}

const SKEW_MS = 300_000;
/** The token that opens a session with the fake's metadata service. */
const SESSION = 'AQAEAFakeMetadataSession==';
export const FAKE_SSO_TOKEN = 'fake-sso-access-token-91c2';
export const FAKE_WEB_TOKEN = 'fake-web-identity-token-5d0e';
export const FAKE_CONTAINER_TOKEN = 'fake-container-authorization-77aa';

/**
 * A fake AWS: the query APIs (EC2, STS, ELBv2, Auto Scaling), Service Quotas in JSON, single sign-on, the
 * endpoint of a container and the metadata service in version 2. It checks each signature and its time, and
 * answers errors in each API's own form.
 */
export function startFakeAws(options: FakeAwsOptions): Promise<FakeCloud> {
  return startFakeCloud(options.aheadMs ?? 0, (asked, nowMs) => {
    const path = asked.url.pathname;
    if (path.startsWith('/latest/')) return metadata(asked, options);
    if (path === '/federation/credentials')
      return ['aws sso GetRoleCredentials', sso(asked, options)];
    if (path === '/container') return ['aws container GetCredentials', container(asked, options)];
    return api(asked, options, nowMs);
  });
}

function api(asked: Asked, options: FakeAwsOptions, nowMs: number): readonly [string, Answer] {
  const { request, url, body } = asked;
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  const form = new URLSearchParams(body);
  const action = target ?? url.searchParams.get('Action') ?? form.get('Action') ?? '';
  const service = sigV4HeaderOf(request)?.service ?? 'sts';
  const name = `${service} ${action}`;
  if (action === 'AssumeRoleWithWebIdentity') return [`aws ${name}`, webIdentity(form, options)];
  const problem = refusal(request, body, options, nowMs);
  if (problem) return [`aws ${name}`, errorOf(service, ...problem)];
  if (name === 'sts AssumeRole') return [`aws ${name}`, assumed('AssumeRole', options)];
  const answer = options.answers[name];
  return [`aws ${name}`, answer === undefined ? unknown(url) : answerOf(answer)];
}

function answerOf(answer: string | object | Answer): Answer {
  if (typeof answer === 'object' && 'status' in answer && 'body' in answer) return answer as Answer;
  return { status: 200, body: answer };
}

type Problem = readonly [code: 'unknown' | 'signature' | 'skew' | 'expired' | 'none'];

function refusal(
  request: IncomingMessage,
  body: string,
  { keys, regionsOff = [] }: FakeAwsOptions,
  nowMs: number,
): Problem | null {
  const header = sigV4HeaderOf(request);
  if (!header) return ['none'];
  const key = keys[header.id];
  if (!key || regionsOff.includes(header.region)) return ['unknown'];
  if (!(Math.abs(nowMs - sigV4TimeOf(request)) <= SKEW_MS)) return ['skew'];
  if (sigV4SignatureOf(request, header, key.secret, body) !== header.signature) {
    return ['signature'];
  }
  if (key.expired) return ['expired'];
  const token = request.headers['x-amz-security-token'];
  return key.token === token ? null : ['unknown'];
}

/** Each API has its own names for the same refusals. */
const codes = {
  ec2: {
    none: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
    unknown: [401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'],
    signature: [401, 'AuthFailure', 'AWS was not able to validate the provided access credentials'],
    skew: [400, 'RequestExpired', 'Request has expired.'],
    expired: [400, 'RequestExpired', 'Request has expired.'],
  },
  servicequotas: {
    none: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    unknown: [
      400,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    ],
    signature: [
      400,
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
    ],
    skew: [
      400,
      'InvalidSignatureException',
      'Signature expired: 20150830T123600Z is now earlier than 20150830T130000Z',
    ],
    expired: [
      400,
      'ExpiredTokenException',
      'The security token included in the request is expired',
    ],
  },
  sts: {
    none: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
    unknown: [
      403,
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    ],
    signature: [
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    ],
    skew: [
      403,
      'SignatureDoesNotMatch',
      'Signature expired: 20150830T123600Z is now earlier than 20150830T130000Z',
    ],
    expired: [403, 'ExpiredToken', 'The security token included in the request is expired'],
  },
} as const;

function errorOf(service: string, kind: Problem[0]): Answer {
  const table = codes[service as keyof typeof codes] ?? codes.sts;
  const [status, code, message] = table[kind];
  return awsError(service, status, code, message);
}

/** An error in the form of its API. */
export function awsError(service: string, status: number, code: string, message = 'words'): Answer {
  if (service === 'servicequotas') {
    return { status, body: { __type: `com.amazonaws.servicequotas#${code}`, message } };
  }
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body =
    service === 'ec2'
      ? `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors>${error}</Errors><RequestID>fake</RequestID></Response>`
      : `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}<RequestId>fake</RequestId></ErrorResponse>`;
  return { status, body };
}

const later = () => new Date(Date.now() + 3_600_000).toISOString();

function assumed(action: string, { grants }: FakeAwsOptions): Answer {
  if (!grants) return awsError('sts', 403, 'AccessDenied');
  const { id, secret, token } = grants;
  const body = `<${action}Response><${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>${later()}</Expiration></Credentials></${action}Result></${action}Response>`;
  return { status: 200, body };
}

function webIdentity(form: URLSearchParams, options: FakeAwsOptions): Answer {
  const isRight = form.get('WebIdentityToken') === FAKE_WEB_TOKEN;
  if (!isRight) return awsError('sts', 400, 'InvalidIdentityToken');
  return assumed('AssumeRoleWithWebIdentity', options);
}

function sso({ request, url }: Asked, { grants }: FakeAwsOptions): Answer {
  const isRight = request.headers['x-amz-sso_bearer_token'] === FAKE_SSO_TOKEN;
  const isAsked = url.searchParams.has('role_name') && url.searchParams.has('account_id');
  if (!isRight || !isAsked || !grants)
    return { status: 401, body: { message: 'Session token not found or invalid' } };
  const { id, secret, token } = grants;
  const expiration = Date.now() + 3_600_000;
  const roleCredentials = {
    accessKeyId: id,
    secretAccessKey: secret,
    sessionToken: token,
    expiration,
  };
  return { status: 200, body: { roleCredentials } };
}

function container({ request }: Asked, { grants }: FakeAwsOptions): Answer {
  if (request.headers.authorization !== FAKE_CONTAINER_TOKEN || !grants) {
    return { status: 403, body: { message: 'no' } };
  }
  return { status: 200, body: handedOut(grants) };
}

function handedOut({ id, secret, token }: NonNullable<FakeAwsOptions['grants']>) {
  return { AccessKeyId: id, SecretAccessKey: secret, Token: token, Expiration: later() };
}

function metadata(
  { request, url }: Asked,
  { answers, grants }: FakeAwsOptions,
): readonly [string, Answer] {
  const none = { status: 404, body: '404 - Not Found' };
  if (url.pathname === '/latest/api/token') {
    const seconds = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds']);
    const isRight = request.method === 'PUT' && seconds >= 1 && seconds <= 21_600;
    return ['aws metadata OpenSession', { status: isRight ? 200 : 400, body: SESSION }];
  }
  const action = 'aws metadata Get';
  if (request.headers['x-aws-ec2-metadata-token'] !== SESSION) {
    return [action, { status: 401, body: '401 - Unauthorized' }];
  }
  const path = url.pathname.slice('/latest/meta-data/'.length);
  const roles = 'iam/security-credentials/';
  if (path === roles && grants) return [action, { status: 200, body: 'reader' }];
  if (path === `${roles}reader` && grants) {
    return [action, { status: 200, body: { Code: 'Success', ...handedOut(grants) } }];
  }
  const answer = answers[path];
  return [action, answer === undefined ? none : answerOf(answer)];
}
