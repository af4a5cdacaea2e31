import {
  ANTHROPIC_KEY,
  anthropicError,
  begun,
  blockStop,
  errorEvent,
  fakeAnthropic,
  messageDelta,
  messageStop,
  whole,
} from '../../../../support/fakes/model-apis/fake-anthropic.ts';
import { sse } from '../../../../support/fakes/model-apis/fake-api.ts';
import type { Row } from '../ask-vendor.ts';
import { withKey } from './with-key.ts';

export const stated = withKey(
  fakeAnthropic,
  '/v1',
  { right: ANTHROPIC_KEY, wrong: 'sk-ant-wrong-0123' },
  { api: 'anthropic' },
);

const limits = (input: number) => ({
  'anthropic-ratelimit-requests-limit': '50',
  'anthropic-ratelimit-requests-remaining': '12',
  'anthropic-ratelimit-requests-reset': '2026-11-22T01:00:00Z',
  'anthropic-ratelimit-input-tokens-limit': '30000',
  'anthropic-ratelimit-input-tokens-remaining': `${input}`,
  'anthropic-ratelimit-input-tokens-reset': '2026-11-22T01:00:30Z',
});

export const rows: readonly Row[] = [
  ['401', anthropicError(401, 'authentication_error', 'invalid x-api-key'), 'llm.auth'],
  [
    '402 billing',
    anthropicError(
      402,
      'billing_error',
      'There is an issue with your billing or payment information.',
    ),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    '400 no credit',
    anthropicError(
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    ),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    '400 the limit that the workspace has set itself',
    anthropicError(
      400,
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    ),
    'llm.spend_limit',
    { 'llm.limit': 'spend', 'llm.retryable': false },
  ],
  [
    '403',
    anthropicError(
      403,
      'permission_error',
      'Your API key does not have permission to use the specified resource.',
    ),
    'llm.permission',
  ],
  [
    '404 no such model',
    anthropicError(404, 'not_found_error', 'model: small'),
    'llm.model_not_found',
  ],
  [
    '413 which is said before the API is reached',
    anthropicError(413, 'request_too_large', 'Request exceeds the maximum size'),
    'http.413',
  ],
  [
    '413 as Cloudflare writes it',
    {
      status: 413,
      headers: { server: 'cloudflare', 'content-type': 'text/html' },
      body: '<html>413</html>',
    },
    'http.413',
  ],
  [
    '429 input tokens per minute',
    anthropicError(
      429,
      'rate_limit_error',
      "This request would exceed your organization's rate limit of 30,000 input tokens per minute.",
      { ...limits(0), 'retry-after': '17' },
    ),
    'llm.rate_tokens',
    { 'llm.limit': 'input tokens', 'llm.retryable': true, 'llm.retry_after_ms': 17_000 },
  ],
  [
    '429 the growth of requests',
    anthropicError(
      429,
      'rate_limit_error',
      'Number of request tokens has exceeded your per-minute rate limit',
      { 'retry-after': '5' },
    ),
    'llm.rate_tokens',
    { 'llm.retryable': true },
  ],
  [
    '429 the spend limit of the tier, without a time to come back',
    anthropicError(
      429,
      'rate_limit_error',
      'You have reached your monthly limit.',
      {},
      {
        details: { error_code: 'enforced_spend_limit_reached' },
      },
    ),
    'llm.spend_limit',
    { 'llm.limit': 'spend', 'llm.retryable': false },
  ],
  ['500', anthropicError(500, 'api_error', 'Internal server error'), 'llm.engine_error'],
  ['504', anthropicError(504, 'timeout_error', 'Request timed out'), 'http.504'],
  [
    '529',
    anthropicError(529, 'overloaded_error', 'Overloaded'),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    '400 the prompt is too long',
    anthropicError(
      400,
      'invalid_request_error',
      'prompt is too long: 210000 tokens > 200000 maximum',
    ),
    'llm.context_length',
  ],
  [
    'overloaded in the middle of the stream, after 200',
    { status: 200, pieces: [...begun, errorEvent('overloaded_error', 'Overloaded')] },
    'llm.overloaded',
  ],
  [
    'an error in the middle of the stream',
    { status: 200, pieces: [...begun, errorEvent('api_error', 'Internal server error')] },
    'llm.stream_error',
  ],
  ['the stream ends too early', { status: 200, pieces: begun }, 'llm.stream_truncated'],
  ['the stream ends behind the stop reason', { status: 200, pieces: whole.slice(0, -1) }, null],
  [
    'pings without end',
    { status: 200, pieces: [...begun, sse({ type: 'ping' }, 'ping')], end: 'hang' },
    'llm.stall',
  ],
  [
    'refused by the model',
    { status: 200, pieces: [...begun, blockStop, messageDelta('refusal'), messageStop] },
    'llm.content_filter',
  ],
  [
    'cut at the limit of tokens',
    { status: 200, pieces: [...begun, blockStop, messageDelta('max_tokens'), messageStop] },
    'llm.finish_length',
  ],
  [
    'an event that is new',
    { status: 200, pieces: [sse({ type: 'message_hint' }, 'message_hint'), ...whole] },
    null,
  ],
];
