import { sse } from '../../../../support/fakes/model-apis/fake-api.ts';
import {
  content,
  detail,
  fakeGemini,
  GEMINI_KEY,
  geminiError,
} from '../../../../support/fakes/model-apis/fake-gemini.ts';
import type { Row } from '../ask-vendor.ts';
import { withKey } from './with-key.ts';

export const stated = withKey(
  fakeGemini,
  '/v1beta',
  { right: GEMINI_KEY, wrong: 'AIzaWrong0123' },
  { api: 'gemini' },
);

const quota = (...quotaIds: readonly string[]) =>
  detail('QuotaFailure', {
    violations: quotaIds.map((quotaId) => ({
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
      quotaId,
      quotaDimensions: { location: 'global', model: 'small' },
    })),
  });
const retry = detail('RetryInfo', { retryDelay: '33s' });
const exceeded =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.';

export const rows: readonly Row[] = [
  [
    '400 billing is not enabled here',
    geminiError(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'llm.permission',
  ],
  [
    '403 a key that leaked',
    geminiError(
      403,
      'PERMISSION_DENIED',
      'Your API key was reported as leaked. Please use another API key.',
    ),
    'llm.auth',
  ],
  [
    '403 the API is switched off in the project',
    geminiError(
      403,
      'PERMISSION_DENIED',
      'Generative Language API has not been used in project 1 before or it is disabled.',
      [detail('ErrorInfo', { reason: 'SERVICE_DISABLED', domain: 'googleapis.com' })],
    ),
    'llm.permission',
  ],
  [
    '404 no such model',
    geminiError(
      404,
      'NOT_FOUND',
      'models/small is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.',
    ),
    'llm.model_not_found',
  ],
  [
    '429 requests per minute',
    geminiError(429, 'RESOURCE_EXHAUSTED', exceeded, [
      quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      retry,
    ]),
    'llm.rate_requests',
    { 'llm.limit': 'requests', 'llm.retryable': true, 'llm.retry_after_ms': 33_000 },
  ],
  [
    '429 input tokens per minute',
    geminiError(429, 'RESOURCE_EXHAUSTED', exceeded, [
      detail('QuotaFailure', {
        violations: [
          {
            quotaMetric:
              'generativelanguage.googleapis.com/generate_content_free_tier_input_token_count',
            quotaId: 'GenerateContentInputTokensPerModelPerMinute-FreeTier',
          },
        ],
      }),
      retry,
    ]),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true },
  ],
  [
    '429 requests per day',
    geminiError(429, 'RESOURCE_EXHAUSTED', exceeded, [
      quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      retry,
    ]),
    'llm.quota_exhausted',
    { 'llm.limit': 'quota', 'llm.retryable': false },
  ],
  [
    '429 of capacity that is shared, as Vertex AI writes it',
    {
      status: 429,
      body: [
        {
          error: {
            code: 429,
            message: 'Resource exhausted. Please try again later.',
            status: 'RESOURCE_EXHAUSTED',
          },
        },
      ],
    },
    'llm.rate_limited',
    { 'llm.retryable': true },
  ],
  ['500', geminiError(500, 'INTERNAL', 'An internal error has occurred.'), 'llm.engine_error'],
  [
    '503 overloaded',
    geminiError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    '504',
    geminiError(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
    'http.504',
  ],
  [
    'the prompt is blocked',
    {
      status: 200,
      pieces: [sse({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: {} })],
    },
    'llm.content_filter',
  ],
  [
    'the answer is blocked',
    { status: 200, pieces: [sse(content('four')), sse(content('', 'RECITATION'))] },
    'llm.content_filter',
  ],
  [
    'all tokens went into thoughts',
    {
      status: 200,
      pieces: [
        sse(
          content('', 'MAX_TOKENS', {
            usageMetadata: { promptTokenCount: 5, thoughtsTokenCount: 16 },
          }),
        ),
      ],
    },
    'llm.finish_length',
    { 'llm.completion_tokens': 16 },
  ],
  [
    'an error in the stream, after 200',
    {
      status: 200,
      pieces: [
        sse(content('four')),
        sse({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
      ],
    },
    'llm.overloaded',
  ],
  [
    'the stream ends too early',
    { status: 200, pieces: [sse(content('four'))] },
    'llm.stream_truncated',
  ],
  ['another document', { status: 200, body: { hello: 1 } }, 'llm.malformed'],
];
