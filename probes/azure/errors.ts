import type { CloudSymptom } from '../cloud/symptoms.ts';
import { parseJson, textAt } from '../data/json.ts';

/** Further than this from Entra's clock, an assertion that is good there seems to be none. */
const SKEW_MS = 300_000;

/** What Entra ID refuses with, by its AADSTS number → symptom. Source: its page of error codes. */
export function tokenSymptomOf(
  words: string,
  status: number,
  clockOffsetMs: number | undefined,
): CloudSymptom {
  if (status === 429) return 'cloud.throttled';
  if (status >= 500) return 'cloud.api_error';
  const number = /AADSTS(\d+)/.exec(words)?.[1] ?? '';
  const isOfTime = ['700024', '500133'].includes(number);
  if (isOfTime && Math.abs(clockOffsetMs ?? 0) > SKEW_MS) return 'cloud.clock_skew';
  if (isOfTime || ['7000222', '700082', '70043', '50173'].includes(number)) {
    return 'cloud.credentials_expired';
  }
  if (number === '7000112') return 'cloud.account_off';
  return status === 403 ? 'cloud.denied' : 'cloud.credentials_refused';
}

export interface AzureError {
  /** Empty where the body names none. */
  readonly code: string;
  readonly message: string;
}

export function azureErrorIn(body: Buffer): AzureError {
  const document = parseJson(body);
  return {
    code: textAt(document, 'error', 'code') ?? textAt(document, 'Code') ?? '',
    message: textAt(document, 'error', 'message') ?? textAt(document, 'Message') ?? '',
  };
}

/** Codes of the Resource Manager → symptom; the first that fits. Source: its page of common errors. */
const byCode: readonly (readonly [CloudSymptom, RegExp])[] = [
  ['cloud.credentials_expired', /^ExpiredAuthenticationToken$/],
  [
    'cloud.credentials_refused',
    /^(?:InvalidAuthenticationToken\w*|AuthenticationFailed\w*|InvalidAuthenticationInfo)$/,
  ],
  ['cloud.account_off', /^(?:DisabledSubscription|ReadOnlyDisabledSubscription)$/],
  // Who may not see a subscription is told that there is none.
  [
    'cloud.denied',
    /^(?:AuthorizationFailed|LinkedAuthorizationFailed|SubscriptionNotFound|InvalidSubscriptionId|MissingSubscriptionRegistration|RequestDisallowedByPolicy)$/,
  ],
  [
    'cloud.throttled',
    /^(?:TooManyRequests|SubscriptionRequestsThrottled|ResourceRequestsThrottled|ResourceCollectionRequestsThrottled|OperationNotAllowedThrottled)$/,
  ],
  [
    'cloud.region_off',
    /^(?:NoRegisteredProviderFound|LocationNotAvailableForResourceType|LocationNotAvailableForResourceGroup|InvalidLocation)$/,
  ],
  ['cloud.missing', /^(?:ResourceNotFound|ResourceGroupNotFound|NotFound|ParentResourceNotFound)$/],
];

const byStatus: Readonly<Record<number, CloudSymptom>> = {
  401: 'cloud.credentials_refused',
  403: 'cloud.denied',
  404: 'cloud.missing',
  429: 'cloud.throttled',
};

export function azureSymptomOf({ code, message }: AzureError, status: number): CloudSymptom {
  if (status >= 500) return 'cloud.api_error';
  // Storage has one code for all that may be wrong with a token.
  const isOld = code === 'InvalidAuthenticationInfo' && /token is expired/i.test(message);
  if (isOld) return 'cloud.credentials_expired';
  const known = byCode.find(([, pattern]) => pattern.test(code))?.[0];
  return known ?? byStatus[status] ?? 'cloud.malformed';
}
