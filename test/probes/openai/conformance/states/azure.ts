import {
  AZURE_KEY,
  azureError,
  DEPLOYMENT,
  fakeAzure,
  filteredStream,
  promptFilter,
} from '../../../../support/fakes/model-apis/fake-azure.ts';
import type { Row } from '../ask-vendor.ts';
import { withKey } from './with-key.ts';

export const stated = withKey(
  fakeAzure,
  '',
  { right: AZURE_KEY, wrong: 'wrong-0123456789' },
  { api: 'azure', model: DEPLOYMENT },
);

export const unknown = {
  'x-ratelimit-limit-requests': '-1',
  'x-ratelimit-remaining-requests': '0',
  'x-ratelimit-limit-tokens': '-1',
  'x-ratelimit-remaining-tokens': '-1',
};

export const rows: readonly Row[] = [
  [
    '401 without the role',
    azureError(401, 'PermissionDenied', 'Principal does not have access to API/Operation.'),
    'llm.permission',
  ],
  [
    '403 keys are switched off',
    azureError(
      403,
      'AuthenticationTypeDisabled',
      'Key based authentication is disabled for this resource.',
    ),
    'llm.auth',
  ],
  [
    '403 of its network rules',
    azureError(403, '403', 'Access denied due to Virtual Network/Firewall rules.'),
    'http.403',
  ],
  [
    '404 no such deployment',
    azureError(
      404,
      'DeploymentNotFound',
      'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
    ),
    'llm.model_not_found',
  ],
  [
    '400 the prompt is filtered',
    azureError(
      400,
      'content_filter',
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      {},
      {
        param: 'prompt',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
      },
    ),
    'llm.content_filter',
  ],
  [
    '400 the deployment cannot chat',
    azureError(
      400,
      'OperationNotSupported',
      'The chatCompletion operation does not work with the specified model, text-embedding-3-small.',
    ),
    'llm.bad_request',
  ],
  [
    '429 tokens',
    azureError(
      429,
      '429',
      'Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 6 seconds.',
      { 'retry-after': '6', 'retry-after-ms': '5400' },
    ),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true, 'llm.retry_after_ms': 5_400 },
  ],
  [
    '429 calls',
    azureError(
      429,
      'RateLimitReached',
      'Requests to the API have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after 1 second.',
      { 'retry-after': '1' },
    ),
    'llm.rate_requests',
    { 'llm.retry_after_ms': 1_000 },
  ],
  [
    '429 with limits of -1, which say nothing',
    azureError(429, 'too_many_requests', 'Too Many Requests', unknown),
    'llm.rate_limited',
    { 'llm.retryable': true, 'http.x-ratelimit-limit-tokens': '-1' },
  ],
  [
    '429 the quota of the resource',
    azureError(429, 'insufficient_quota', 'You exceeded your current quota.'),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    '503 no capacity',
    azureError(
      503,
      'NoCapacity',
      'The system is currently experiencing high demand and cannot process your request.',
    ),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    '500',
    azureError(500, 'InternalServerError', 'Backend returned unexpected response.'),
    'llm.engine_error',
  ],
  ['408 of the gateway', azureError(408, 'Timeout', 'The operation was timeout.'), 'http.408'],
  ['the answer is filtered', filteredStream, 'llm.content_filter'],
  [
    'nothing behind the verdict on the prompt',
    { status: 200, pieces: [promptFilter] },
    'llm.stream_truncated',
  ],
];
