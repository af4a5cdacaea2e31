import {
  awsErrorFrame,
  awsEvent,
  awsException,
} from '../../../../support/fakes/model-apis/aws-frames.ts';
import {
  BEDROCK_BEARER,
  BEDROCK_MODEL,
  bedrockError,
  begun,
  fakeBedrock,
  frames,
  metadata,
  signer,
  stop,
} from '../../../../support/fakes/model-apis/fake-bedrock.ts';
import type { Row, Stated } from '../ask-vendor.ts';

export const aws = {
  region: signer.region,
  accessKeyId: signer.accessKeyId,
  secretAccessKey: 'env:SECRET',
  sessionToken: 'env:TOKEN',
};
export const stated: Stated = {
  vendor: fakeBedrock,
  base: '',
  options: { api: 'bedrock', model: BEDROCK_MODEL, aws },
  secrets: {
    'env:SECRET': signer.secretAccessKey,
    'env:TOKEN': signer.sessionToken ?? '',
    'env:BEARER': BEDROCK_BEARER,
    'env:WRONG': 'wrong-0123456789',
  },
};

export const rows: readonly Row[] = [
  [
    '403 the model is not granted',
    bedrockError(
      403,
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
    ),
    'llm.permission',
  ],
  [
    '404 the form of its vendor is not filled in',
    bedrockError(
      404,
      'ResourceNotFoundException',
      'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model.',
    ),
    'llm.permission',
  ],
  [
    '404 no such model',
    bedrockError(404, 'ResourceNotFoundException', 'Could not resolve the foundation model'),
    'llm.model_not_found',
  ],
  [
    '400 no such model id',
    bedrockError(400, 'ValidationException', 'The provided model identifier is invalid.'),
    'llm.model_not_found',
  ],
  [
    '400 only by an inference profile',
    bedrockError(
      400,
      'ValidationException',
      'Invocation of model ID small.model-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
    'llm.model_not_found',
  ],
  [
    '400 the prompt is too long',
    bedrockError(400, 'ValidationException', 'Input is too long for requested model.'),
    'llm.context_length',
  ],
  [
    '400 a field that it does not take',
    bedrockError(400, 'ValidationException', 'Malformed input request: extraneous key'),
    'llm.bad_request',
  ],
  [
    '400 the quota of the account',
    bedrockError(400, 'ServiceQuotaExceededException', 'You have exceeded a service quota'),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    '429 requests',
    bedrockError(429, 'ThrottlingException', 'Too many requests, please wait before trying again.'),
    'llm.rate_requests',
    { 'llm.limit': 'requests', 'llm.retryable': true },
  ],
  [
    '429 tokens',
    bedrockError(429, 'ThrottlingException', 'Too many tokens, please wait before trying again.'),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true },
  ],
  [
    '429 tokens of the day',
    bedrockError(
      429,
      'ThrottlingException',
      'Too many tokens per day, please wait before trying again.',
    ),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    '429 the model is not ready',
    bedrockError(
      429,
      'ModelNotReadyException',
      'Model is not ready for inference. Please wait and try your request again.',
    ),
    'llm.loading',
    { 'llm.retryable': true },
  ],
  [
    '408 the model took too long',
    bedrockError(408, 'ModelTimeoutException', 'Model has timed out in processing the request.'),
    'llm.ttft_timeout',
  ],
  [
    '424 the model failed',
    bedrockError(424, 'ModelErrorException', 'The system encountered an unexpected error'),
    'llm.engine_error',
  ],
  [
    '500',
    bedrockError(500, 'InternalServerException', 'The system encountered an unexpected error'),
    'llm.engine_error',
  ],
  [
    '503',
    bedrockError(503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.'),
    'http.503',
  ],
  [
    '503 too many connections',
    bedrockError(
      503,
      'ServiceUnavailableException',
      'Too many connections, please wait before trying again.',
    ),
    'llm.overloaded',
  ],
  [
    'throttled in the middle of the stream',
    frames(
      ...begun,
      awsException('throttlingException', 'Too many tokens, please wait before trying again.'),
    ),
    'llm.rate_tokens',
  ],
  [
    'the model failed in the middle of the stream',
    frames(...begun, awsException('modelStreamErrorException', 'The model stream failed.')),
    'llm.stream_error',
  ],
  [
    'an internal error in the middle of the stream',
    frames(...begun, awsException('internalServerException', 'Internal error')),
    'llm.stream_error',
  ],
  [
    'an error frame without a model',
    frames(...begun, awsErrorFrame('InternalError', 'An internal server error occurred')),
    'llm.stream_error',
  ],
  ['the stream ends too early', frames(...begun), 'llm.stream_truncated'],
  [
    'cut within a frame',
    frames(...begun, stop('end_turn').subarray(0, 20)),
    'llm.stream_truncated',
  ],
  ['a frame was changed on the way', frames(...begun, changed(stop('end_turn'))), 'llm.malformed'],
  ['no frames at all', frames(Buffer.from('data: {"choices":[]}\n\n')), 'llm.malformed'],
  [
    'held back by a guardrail',
    frames(...begun, stop('guardrail_intervened'), metadata),
    'llm.content_filter',
  ],
  [
    'cut at the limit of tokens',
    frames(...begun, stop('max_tokens'), metadata),
    'llm.finish_length',
  ],
  [
    'an event that is new',
    frames(
      awsEvent('hint', {}),
      ...begun,
      awsEvent('contentBlockDelta', { delta: { text: ' is right' } }),
      stop('end_turn'),
      metadata,
    ),
    null,
  ],
];

function changed(frame: Buffer): Buffer {
  const other = Buffer.from(frame);
  other[frame.length - 6] = (other[frame.length - 6] ?? 0) ^ 1;
  return other;
}
