import type { CloudSymptom } from '../cloud/symptoms.ts';
import { at, parseJson, textAt } from '../data/json.ts';

/** Further than this from Google's clock, its token service calls an assertion's times unreasonable. */
const SKEW_MS = 300_000;

/** What Google's token services refuse with → symptom. Source: their pages on OAuth errors. */
export function tokenSymptomOf(
  code: string,
  words: string,
  status: number,
  clockOffsetMs: number | undefined,
): CloudSymptom {
  if (status === 429) return 'cloud.throttled';
  if (status >= 500) return 'cloud.api_error';
  const isSkewed = Math.abs(clockOffsetMs ?? 0) > SKEW_MS;
  if (/reasonable timeframe|iat and exp|not yet valid/i.test(words) || isSkewed) {
    return 'cloud.clock_skew';
  }
  if (/expired|revoked|reauth|invalid_rapt/i.test(words)) return 'cloud.credentials_expired';
  return status === 403 || code === 'PERMISSION_DENIED'
    ? 'cloud.denied'
    : 'cloud.credentials_refused';
}

export interface GcpError {
  /** `PERMISSION_DENIED`; empty where the body names none. */
  readonly status: string;
  /** Of the first detail or error: `rateLimitExceeded`, `SERVICE_DISABLED`. */
  readonly reasons: string;
  readonly message: string;
}

export function gcpErrorIn(body: Buffer): GcpError {
  const error = at(parseJson(body), 'error');
  const reasons = [at(error, 'details'), at(error, 'errors')]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((one: unknown) => textAt(one, 'reason') ?? []);
  return {
    status: textAt(error, 'status') ?? '',
    reasons: reasons.join(' '),
    message: textAt(error, 'message') ?? '',
  };
}

/** Reasons and states of Google's APIs → symptom; the first that fits. Source: its page of error models. */
const byReason: readonly (readonly [CloudSymptom, RegExp])[] = [
  [
    'cloud.account_off',
    /\b(?:BILLING_DISABLED|CONSUMER_SUSPENDED|accountDisabled|CONSUMER_INVALID)\b/,
  ],
  ['cloud.credentials_expired', /\b(?:ACCESS_TOKEN_EXPIRED|ACCESS_TOKEN_SCOPE_EXPIRED)\b/],
  [
    'cloud.throttled',
    /\b(?:rateLimitExceeded|userRateLimitExceeded|RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED|quotaExceeded)\b/,
  ],
  [
    'cloud.denied',
    /\b(?:SERVICE_DISABLED|accessNotConfigured|IAM_PERMISSION_DENIED|ACCESS_TOKEN_SCOPE_INSUFFICIENT|PERMISSION_DENIED|forbidden)\b/,
  ],
  ['cloud.credentials_refused', /\b(?:UNAUTHENTICATED|authError|CREDENTIALS_MISSING)\b/],
  ['cloud.missing', /\b(?:notFound|NOT_FOUND)\b/],
];

const byStatus: Readonly<Record<number, CloudSymptom>> = {
  401: 'cloud.credentials_refused',
  403: 'cloud.denied',
  404: 'cloud.missing',
  429: 'cloud.throttled',
};

export function gcpSymptomOf({ status, reasons }: GcpError, code: number): CloudSymptom {
  const known = byReason.find(([, pattern]) => pattern.test(`${reasons} ${status}`))?.[0];
  if (known !== undefined && code < 500) return known;
  return code >= 500 ? 'cloud.api_error' : (byStatus[code] ?? 'cloud.malformed');
}
