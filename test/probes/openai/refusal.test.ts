import { describe, expect, test } from 'vitest';
import { apiErrorOf } from '../../../probes/openai/api-error.ts';
import { refusalSymptom } from '../../../probes/openai/refusal.ts';
import { answering } from '../../support/model-api.ts';
import { askModel } from './ask-model.ts';

/** Bodies as vendors and hops on the way write them; those of servers are in `conformance/states/compatible.ts`. */
const openai = (
  message: string,
  type: string,
  code: string | null = null,
  param: string | null = null,
) => ({
  error: { message, type, param, code },
});
const anthropic = (type: string, message: string, details?: object) => ({
  type: 'error',
  error: { type, message, ...(details ? { details } : {}) },
  request_id: 'req_1',
});
const google = (code: number, status: string, message: string, details: object[] = []) => [
  { error: { code, message, status, details } },
];
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '20s' };
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});

type Case = readonly [
  title: string,
  status: number,
  body: unknown,
  symptom: string,
  headers?: Readonly<Record<string, string>>,
];

const cases: readonly Case[] = [
  [
    'OpenAI: a wrong key',
    401,
    openai('Incorrect API key provided: sk-1****9.', 'invalid_request_error', 'invalid_api_key'),
    'llm.auth',
  ],
  ['a proxy that asks for a key, in HTML', 401, '<html>401</html>', 'llm.auth'],
  [
    'Google: a wrong key',
    400,
    google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
    'llm.auth',
  ],
  [
    'OpenAI: a project without this model',
    403,
    openai(
      'Project `p` does not have access to model `x`',
      'invalid_request_error',
      'model_not_found',
    ),
    'llm.permission',
  ],
  [
    'a firewall in front of the API',
    403,
    '<html><title>Attention Required!</title></html>',
    'http.403',
  ],

  [
    'OpenAI: no such model',
    404,
    openai(
      'The model `x` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
    'llm.model_not_found',
  ],
  [
    'Azure: no such deployment',
    404,
    {
      error: {
        code: 'DeploymentNotFound',
        message: 'The API deployment for this resource does not exist.',
      },
    },
    'llm.model_not_found',
  ],
  [
    'Anthropic: no such model',
    404,
    anthropic('not_found_error', 'model: claude-x'),
    'llm.model_not_found',
  ],
  [
    'Google: no such model',
    404,
    google(404, 'NOT_FOUND', 'models/x is not found for this version of the API.'),
    'llm.model_not_found',
  ],
  [
    'OpenAI: no such path',
    404,
    openai('Invalid URL (POST /v2/chat/completions)', 'invalid_request_error'),
    'http.404',
  ],
  ['nginx: no such path', 404, '<html>404 Not Found</html>', 'http.404'],

  [
    'OpenAI: the prompt is too long',
    400,
    openai(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
      'messages',
    ),
    'llm.context_length',
  ],
  [
    'Anthropic: the prompt is too long',
    400,
    anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    'llm.context_length',
  ],
  [
    'Azure: the prompt is filtered',
    400,
    {
      error: {
        code: 'content_filter',
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    'llm.content_filter',
  ],
  [
    'Anthropic: no credit',
    400,
    anthropic(
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API.',
    ),
    'llm.quota_exhausted',
  ],
  [
    'OpenAI: a field that it does not take',
    400,
    openai(
      "Unsupported parameter: 'max_tokens' is not supported with this model.",
      'invalid_request_error',
      'unsupported_parameter',
      'max_tokens',
    ),
    'llm.bad_request',
  ],
  ['nginx: a request that it does not take', 400, '<html>400 Bad Request</html>', 'http.400'],
  ['Cloudflare: a request that is too large', 413, '<html>413</html>', 'http.413'],

  [
    'OpenAI: the quota is used up',
    429,
    openai(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
    'llm.quota_exhausted',
  ],
  [
    'OpenAI: tokens per minute',
    429,
    openai(
      'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.',
      'tokens',
      'rate_limit_exceeded',
    ),
    'llm.rate_tokens',
  ],
  [
    'OpenAI: requests per minute',
    429,
    openai(
      'Rate limit reached for gpt-4o on requests per min (RPM): Limit 500, Used 500, Requested 1.',
      'requests',
      'rate_limit_exceeded',
    ),
    'llm.rate_requests',
  ],
  [
    'Azure: tokens',
    429,
    {
      error: {
        code: '429',
        message:
          'Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 6 seconds.',
      },
    },
    'llm.rate_tokens',
    { 'retry-after': '6' },
  ],
  [
    'Azure: calls',
    429,
    {
      error: {
        code: '429',
        message:
          'Requests to the API have exceeded call rate limit of your current OpenAI S0 pricing tier.',
      },
    },
    'llm.rate_requests',
  ],
  [
    'Anthropic: told by the headers',
    429,
    anthropic('rate_limit_error', "This request would exceed your account's rate limit."),
    'llm.rate_tokens',
    {
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-requests-remaining': '40',
    },
  ],
  [
    'Anthropic: the spend limit',
    429,
    anthropic('rate_limit_error', 'Your organization has reached its limit.', {
      error_code: 'enforced_spend_limit_reached',
    }),
    'llm.spend_limit',
  ],
  [
    'Google: a quota per minute',
    429,
    google(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota, please check your plan and billing details.',
      [quota('GenerateRequestsPerMinutePerProjectPerModel'), retryInfo],
    ),
    'llm.rate_requests',
  ],
  [
    'Google: a quota per day',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
      quota('GenerateRequestsPerDayPerProjectPerModel'),
      retryInfo,
    ]),
    'llm.quota_exhausted',
  ],
  [
    'a header that says nothing is left',
    429,
    openai('Rate limit exceeded', 'rate_limit_error'),
    'llm.rate_requests',
    { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-remaining-tokens': '9' },
  ],
  [
    'a header that does not know',
    429,
    openai('Rate limit exceeded', 'rate_limit_error'),
    'llm.rate_limited',
    { 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-remaining-tokens': '-1' },
  ],
  [
    'an engine that is full',
    429,
    openai('The engine is currently overloaded, please try again later', 'engine_overloaded_error'),
    'llm.overloaded',
  ],
  ['nginx limit_req', 429, '<html>429 Too Many Requests</html>', 'llm.rate_limited'],

  [
    'OpenAI: its own error',
    500,
    openai('The server had an error while processing your request.', 'server_error'),
    'llm.engine_error',
  ],
  ['a proxy that failed', 500, 'Internal Server Error', 'http.500'],
  ['Anthropic: overloaded', 529, anthropic('overloaded_error', 'Overloaded'), 'llm.overloaded'],
  ['529 without words', 529, '', 'llm.overloaded'],
  [
    'Bedrock: the model failed',
    424,
    openai('Model error', 'ModelErrorException'),
    'llm.engine_error',
  ],
  [
    'an engine with a full queue',
    503,
    openai('The engine is overloaded: its queue is full.', 'overloaded_error'),
    'llm.overloaded',
  ],
  ['Envoy: nobody behind it is healthy', 503, 'no healthy upstream', 'http.no_backend'],
  [
    'Kong: no target is left',
    503,
    { message: 'failure to get a peer from the ring-balancer' },
    'http.no_backend',
  ],
  ['a model of which no replica is named', 503, 'try again: no replica is free', 'http.503'],
  [
    'a gateway that says so in JSON',
    503,
    openai('no replica accepts connections', 'service_unavailable'),
    'http.503',
  ],
  [
    'a gateway whose backend closed',
    502,
    openai('the replica did not answer: reset', 'bad_gateway'),
    'http.502',
  ],
  ['a gateway whose backend is silent', 504, '<html>504 Gateway Time-out</html>', 'http.504'],
  ['Cloudflare: the origin is down', 521, '<html>521</html>', 'http.5xx'],
  ['a status of another kind', 418, openai('teapot', 'x'), 'http.4xx'],
];

for (const [title, status, body, symptom, headers = {}] of cases) {
  test(title, () => {
    const document = typeof body === 'string' ? undefined : body;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(refusalSymptom({ status, headers, text }, apiErrorOf(document))).toBe(symptom);
  });
}

describe('over the wire', () => {
  test('the symptom, what was said, and when to come back', async () => {
    const body = openai(
      'Rate limit reached on requests per min (RPM)',
      'requests',
      'rate_limit_exceeded',
    );
    const finding = await askModel(
      answering(429, body, { 'retry-after': '20', 'x-ratelimit-remaining-requests': '0' }),
    );
    expect(finding).toMatchObject({
      outcome: 'failed',
      symptom: 'llm.rate_requests',
      summary: '429, the limit of requests is reached',
      facts: {
        'http.status': 429,
        'http.retry_after': '20',
        'http.x-ratelimit-remaining-requests': '0',
      },
    });
    expect(finding.evidence?.[0]).toContain('Rate limit reached on requests per min');
  });

  test.each([
    ['no body at all', 500, ''],
    ['a body of escapes', 500, '\u001b]0;x\u0007\u001b[2J'],
    ['JSON nested beyond reading', 400, '['.repeat(60_000)],
    ['an error that is a number', 503, '{"error": 7}'],
  ])('%s', async (_, status, body) => {
    const finding = await askModel(answering(status, body));
    expect(finding.symptom).toBe(`http.${status}`);
    expect(JSON.stringify(finding)).not.toMatch(/\\u001b|\\u0007/);
  });

  test('a body that never ends is judged by its status', async () => {
    const finding = await askModel(
      (_, response) => {
        response.writeHead(503, { 'content-type': 'text/plain' });
        response.write('wait');
      },
      {},
      { deadlineMs: 150 },
    );
    expect(finding.symptom).toBe('http.503');
  });

  test('a redirect is not followed, so that the key goes nowhere else', async () => {
    const finding = await askModel(answering(307, {}, { location: 'http://127.0.0.1:1/' }));
    expect(finding.symptom).toBe('http.3xx');
  });
});
