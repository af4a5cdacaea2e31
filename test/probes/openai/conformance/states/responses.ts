import { sse } from '../../../../support/fakes/model-apis/fake-api.ts';
import {
  created,
  ended,
  fakeResponses,
  KEY,
  openaiError,
  responseEvent,
  textDelta,
} from '../../../../support/fakes/model-apis/fake-openai.ts';
import type { Row } from '../ask-vendor.ts';
import { withKey } from './with-key.ts';

export const stated = withKey(
  fakeResponses,
  '/v1',
  { right: KEY, wrong: 'sk-wrong-0123456789' },
  { api: 'responses' },
);

export const stream = (...pieces: readonly string[]) => ({
  status: 200,
  pieces: [created, ...pieces],
});

export const rows: readonly Row[] = [
  ['the stream ends without its last event', stream(textDelta('four')), 'llm.stream_truncated'],
  [
    'cut at the limit of tokens',
    stream(
      textDelta('four'),
      ended('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
    ),
    'llm.finish_length',
  ],
  [
    'held back by the filter',
    stream(ended('incomplete', { incomplete_details: { reason: 'content_filter' } })),
    'llm.content_filter',
  ],
  [
    'failed in the middle',
    stream(
      textDelta('four'),
      ended('failed', {
        error: { code: 'server_error', message: 'The model failed to generate a response.' },
      }),
    ),
    'llm.stream_error',
  ],
  [
    'failed for the rate of tokens',
    stream(
      ended('failed', {
        error: {
          code: 'rate_limit_exceeded',
          message: 'Rate limit reached for small on tokens per min (TPM): Limit 30000.',
        },
      }),
    ),
    'llm.rate_tokens',
  ],
  [
    'an error event, flat as it was written first',
    stream(responseEvent('error', { code: 'server_error', message: 'Oops', param: null })),
    'llm.stream_error',
  ],
  [
    'an error event with the error inside',
    stream(
      sse(
        {
          type: 'error',
          error: {
            type: 'insufficient_quota',
            code: 'insufficient_quota',
            message: 'You exceeded your current quota',
          },
        },
        'error',
      ),
    ),
    'llm.quota_exhausted',
  ],
  [
    'only reasoning, and then nothing',
    {
      status: 200,
      pieces: [created, responseEvent('response.reasoning_summary_text.delta', { delta: 'Hm' })],
      end: 'hang',
    },
    'llm.stall',
  ],
  [
    '429',
    openaiError(429, 'Rate limit exceeded', 'requests', 'rate_limit_exceeded', {
      'retry-after': '20',
    }),
    'llm.rate_requests',
    { 'llm.retry_after_ms': 20_000 },
  ],
  ['another document', { status: 200, body: { object: 'list', data: [] } }, 'llm.malformed'],
];
