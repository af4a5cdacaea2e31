import { fakeOpenai, KEY, openaiError } from '../../../../support/fakes/model-apis/fake-openai.ts';
import { event, goodStream, piece, role } from '../../../../support/model-api.ts';
import type { Row } from '../ask-vendor.ts';
import { withKey } from './with-key.ts';

export const stated = withKey(fakeOpenai, '/v1', { right: KEY, wrong: 'sk-wrong-0123456789' });

export const rate = (left: number) => ({
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': `${left}`,
  'x-ratelimit-reset-requests': '120ms',
  'x-ratelimit-limit-tokens': '30000',
  'x-ratelimit-remaining-tokens': '0',
  'x-ratelimit-reset-tokens': '6m0s',
});

export const rows: readonly Row[] = [
  [
    '401 not a member of the organisation',
    openaiError(
      401,
      'You must be a member of an organization to use the API.',
      'invalid_request_error',
    ),
    'llm.auth',
  ],
  [
    '403 the country is not supported',
    openaiError(
      403,
      'Country, region, or territory not supported',
      'request_forbidden',
      'unsupported_country_region_territory',
    ),
    'llm.permission',
  ],
  [
    '404 no such model',
    openaiError(
      404,
      'The model `small` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
    'llm.model_not_found',
  ],
  [
    '400 the prompt is too long',
    openaiError(
      400,
      "This model's maximum context length is 8192 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
    'llm.context_length',
  ],
  [
    '429 requests per minute',
    openaiError(
      429,
      'Rate limit reached for small in organization org-fake on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 120ms.',
      'requests',
      'rate_limit_exceeded',
      { ...rate(0), 'retry-after': '1', 'retry-after-ms': '120' },
    ),
    'llm.rate_requests',
    { 'llm.limit': 'requests', 'llm.retryable': true, 'llm.retry_after_ms': 120 },
  ],
  [
    '429 tokens per minute, when told by the reset alone',
    openaiError(
      429,
      'Rate limit reached for small on tokens per min (TPM): Limit 30000, Used 29500, Requested 900.',
      'tokens',
      'rate_limit_exceeded',
      rate(400),
    ),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true, 'llm.retry_after_ms': 360_000 },
  ],
  [
    '429 the credit is used up',
    openaiError(
      429,
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
    'llm.quota_exhausted',
    { 'llm.limit': 'quota', 'llm.retryable': false },
  ],
  [
    '429 a hard limit of spend',
    openaiError(
      429,
      'Billing hard limit has been reached',
      'insufficient_quota',
      'billing_hard_limit_reached',
    ),
    'llm.spend_limit',
    { 'llm.limit': 'spend', 'llm.retryable': false },
  ],
  [
    '429 and the SDK is told to stay away',
    openaiError(429, 'Rate limit exceeded', 'requests', null, { 'x-should-retry': 'false' }),
    'llm.rate_requests',
    { 'llm.retryable': false },
  ],
  [
    '500',
    openaiError(
      500,
      'The server had an error while processing your request. Sorry about that!',
      'server_error',
    ),
    'llm.engine_error',
  ],
  [
    '503 overloaded',
    openaiError(503, 'The engine is currently overloaded, please try again later', 'overloaded'),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    '503 of the network in front of it',
    { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>503</html>' },
    'http.503',
  ],
  [
    'an error in the stream, after 200',
    {
      status: 200,
      pieces: [
        role,
        piece('four'),
        event({
          error: {
            message: 'The server had an error processing your request.',
            type: 'server_error',
            param: null,
            code: null,
          },
        }),
      ],
    },
    'llm.stream_error',
  ],
  [
    'the stream ends too early',
    { status: 200, pieces: goodStream.slice(0, 3) },
    'llm.stream_truncated',
  ],
  [
    'the stream is reset',
    { status: 200, pieces: goodStream.slice(0, 3), end: 'reset' },
    'llm.stream_truncated',
  ],
  ['the stream hangs', { status: 200, pieces: goodStream.slice(0, 3), end: 'hang' }, 'llm.stall'],
];
