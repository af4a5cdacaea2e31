import { XMLParser } from 'fast-xml-parser';
import type { CloudSymptom } from '../cloud/symptoms.ts';
import { at, parseJson, textAt } from '../data/json.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  // The lists of EC2 and of the other query APIs, even where they hold one entry.
  isArray: (name) => name === 'item' || name === 'member',
});

/** The document in an XML body; undefined where it is none. */
export function parseXml(body: Buffer): unknown {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

export interface AwsError {
  /** Empty where the body names none. */
  readonly code: string;
  readonly message: string;
}

/** The error in a body of EC2, of another query API, or of a JSON API. */
export function awsErrorIn({ body, headers }: ExchangeResponse): AwsError {
  const json = parseJson(body);
  const typed = textAt(json, '__type') ?? textAt(json, 'code') ?? headerType(headers);
  if (json !== undefined || typed !== undefined) {
    return {
      // `com.amazonaws.servicequotas#AccessDeniedException`
      code: (typed ?? '').replace(/^.*#/, '').replace(/:.*$/, ''),
      message: textAt(json, 'message') ?? textAt(json, 'Message') ?? '',
    };
  }
  const document = parseXml(body);
  const error =
    at(document, 'ErrorResponse', 'Error') ?? at(document, 'Response', 'Errors', 'Error');
  return { code: textAt(error, 'Code') ?? '', message: textAt(error, 'Message') ?? '' };
}

function headerType(headers: ExchangeResponse['headers']): string | undefined {
  const type = headers['x-amzn-errortype'];
  return typeof type === 'string' ? type : undefined;
}

/**
 * Error codes of the APIs that are asked → symptom; the first that fits the code, or the code and its
 * words. Source: the pages of common errors of EC2, STS, Service Quotas and their kin.
 */
const byCode: readonly (readonly [CloudSymptom, RegExp])[] = [
  [
    'cloud.clock_skew',
    /^(?:RequestTimeTooSkewed|RequestInTheFuture)|^(?:SignatureDoesNotMatch|InvalidSignatureException): .*Signature (?:expired|not yet current)/s,
  ],
  [
    'cloud.credentials_expired',
    /^(?:ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired|UnauthorizedException):/,
  ],
  ['cloud.region_off', /^(?:OptInRequired|RegionDisabledException):/],
  ['cloud.account_off', /^(?:Blocked|PendingVerification|AccountSuspended|AccountProblem):/],
  [
    'cloud.credentials_refused',
    /^(?:InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature\w*|InvalidAccessKeyId|MissingAuthenticationToken\w*|InvalidIdentityToken|IDPRejectedClaim):/,
  ],
  [
    'cloud.denied',
    /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized|ForbiddenException):/,
  ],
  [
    'cloud.throttled',
    /^(?:Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException|RequestThrottled\w*|SlowDown|PriorRequestNotComplete):/,
  ],
  [
    'cloud.missing',
    /^(?:InvalidInstanceID\.\w+|TargetGroupNotFound|TargetGroupNotFoundException):|^ValidationError: .*(?:not found|does not exist)/is,
  ],
  [
    'cloud.api_error',
    /^(?:InternalError|InternalFailure|InternalServerError|Unavailable|ServiceUnavailable|ServiceUnavailableException|ServiceException):/,
  ],
];

/** A signature is refused where the clocks differ by more than five minutes. */
const SKEW_MS = 300_000;

export function awsSymptomOf(
  { code, message }: AwsError,
  status: number,
  clockOffsetMs: number | undefined,
): CloudSymptom {
  const known = byCode.find(([, pattern]) => pattern.test(`${code}: ${message}`))?.[0];
  const isSkewed = Math.abs(clockOffsetMs ?? 0) > SKEW_MS;
  // EC2 has one code for old credentials and for a wrong clock.
  if (code === 'RequestExpired' && isSkewed) return 'cloud.clock_skew';
  if (known === 'cloud.credentials_refused' && isSkewed) return 'cloud.clock_skew';
  if (known) return known;
  if (status === 429) return 'cloud.throttled';
  if (status >= 500) return 'cloud.api_error';
  if (status === 401) return 'cloud.credentials_refused';
  return status === 403 ? 'cloud.denied' : 'cloud.malformed';
}
