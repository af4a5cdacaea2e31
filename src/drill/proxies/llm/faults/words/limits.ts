import type { Vendor } from '../../dialect.ts';
import type { Asked, Refusal } from '../../fault.ts';
import { anthropicError, azureError, geminiError, googleDetail, openaiError } from './shapes.ts';

interface Limit {
  readonly limit: 'requests' | 'tokens';
  readonly retryAfterSeconds: number;
}

/** What a limit of a small account looks like; only `remaining: 0` means something. */
const LIMIT = { requests: 500, tokens: 200_000 } as const;
const shortNames = { requests: 'RPM', tokens: 'TPM' } as const;

export const rateLimited: Readonly<Record<Vendor, (limit: Limit, asked: Asked) => Refusal>> = {
  openai: ({ limit, retryAfterSeconds: seconds }, { model }) =>
    openaiError(
      429,
      {
        message: `Rate limit reached for ${model || 'this model'} on ${limit} per min (${shortNames[limit]}): limit ${LIMIT[limit]}, all of it used. Try again in ${seconds}s.`,
        type: limit,
        code: 'rate_limit_exceeded',
      },
      {
        'retry-after': `${seconds}`,
        'retry-after-ms': `${seconds * 1_000}`,
        ...remaining('x-ratelimit-', limit),
        [`x-ratelimit-reset-${limit}`]: `${seconds}s`,
      },
    ),
  azure: ({ limit, retryAfterSeconds: seconds }) =>
    azureError(
      429,
      '429',
      `The ${limit === 'tokens' ? 'token' : 'call'} rate limit of this deployment's pricing tier is exceeded. Retry after ${seconds} seconds.`,
      {
        'retry-after': `${seconds}`,
        'retry-after-ms': `${seconds * 1_000}`,
        ...remaining('x-ratelimit-', limit),
      },
    ),
  anthropic: ({ limit, retryAfterSeconds: seconds }) =>
    anthropicError(
      429,
      'rate_limit_error',
      `This request would exceed the rate limit of ${LIMIT[limit]} ${limit === 'tokens' ? 'input tokens' : 'requests'} per minute of your organisation.`,
      {
        'retry-after': `${seconds}`,
        [`anthropic-ratelimit-${limit}-limit`]: `${LIMIT[limit]}`,
        [`anthropic-ratelimit-${limit}-remaining`]: '0',
        [`anthropic-ratelimit-${limit}-reset`]: isoAfter(seconds),
      },
    ),
  gemini: ({ limit, retryAfterSeconds: seconds }) =>
    geminiError(429, 'RESOURCE_EXHAUSTED', 'Your project exceeds its quota for this minute.', [
      googleDetail('QuotaFailure', { violations: [geminiQuota(limit, 'PerMinute')] }),
      googleDetail('RetryInfo', { retryDelay: `${seconds}s` }),
    ]),
};

export const quotaExhausted: Readonly<Record<Vendor, () => Refusal>> = {
  openai: () =>
    openaiError(429, {
      message: 'The credit of this account is used up; see its plan and its billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
  azure: () =>
    azureError(429, 'insufficient_quota', 'The quota of this resource is used up.', {
      'x-ms-error-code': 'insufficient_quota',
    }),
  anthropic: () =>
    anthropicError(402, 'billing_error', 'The credit balance of this organisation is used up.'),
  gemini: () =>
    geminiError(429, 'RESOURCE_EXHAUSTED', 'Your project has used up its quota for today.', [
      googleDetail('QuotaFailure', { violations: [geminiQuota('requests', 'PerDay')] }),
    ]),
};

export const keyRefused: Readonly<Record<Vendor, () => Refusal>> = {
  openai: () =>
    openaiError(401, {
      message: 'Incorrect API key provided.',
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    }),
  azure: () =>
    azureError(401, '401', 'Access denied: the subscription key or the endpoint is not valid.'),
  anthropic: () => anthropicError(401, 'authentication_error', 'The x-api-key is not valid.'),
  gemini: () =>
    geminiError(400, 'INVALID_ARGUMENT', 'API key not valid.', [
      googleDetail('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' }),
    ]),
};

function remaining(prefix: string, limit: Limit['limit']): Readonly<Record<string, string>> {
  const other = limit === 'tokens' ? 'requests' : 'tokens';
  return {
    [`${prefix}limit-${limit}`]: `${LIMIT[limit]}`,
    [`${prefix}remaining-${limit}`]: '0',
    [`${prefix}limit-${other}`]: `${LIMIT[other]}`,
    [`${prefix}remaining-${other}`]: `${LIMIT[other] - 1}`,
  };
}

function geminiQuota(limit: Limit['limit'], per: 'PerMinute' | 'PerDay'): object {
  const what = limit === 'tokens' ? 'InputTokens' : 'Requests';
  return { quotaId: `GenerateContent${what}${per}PerProjectPerModel` };
}

/** RFC 3339 without fractions, as the header has it. */
function isoAfter(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
}
