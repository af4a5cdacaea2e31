import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import {
  awsErrorFrame,
  awsEvent,
  awsException,
} from '../../../support/fakes/model-apis/aws-frames.ts';
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
} from '../../../support/fakes/model-apis/fake-bedrock.ts';
import { askVendor, conform, type Row, type Stated } from './ask-vendor.ts';

const aws = {
  region: signer.region,
  accessKeyId: signer.accessKeyId,
  secretAccessKey: 'env:SECRET',
  sessionToken: 'env:TOKEN',
};
const stated: Stated = {
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

describe('let in by a signature that the fake has worked out anew', () => {
  test.each([
    ['bedrock', true],
    ['bedrock', false],
    ['bedrock-invoke', true],
    ['bedrock-invoke', false],
  ])('%s, streamed: %s', async (api, stream) => {
    const { finding } = await askVendor(stated, undefined, { api, stream, list: true });
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: {
        'llm.text': 'four is right',
        'llm.finish_reason': 'stop',
        'llm.prompt_tokens': 5,
        'llm.completion_tokens': 3,
      },
    });
  });

  test('the list alone, and a bearer key', async () => {
    expect((await askVendor(stated, undefined, { canary: undefined })).finding.symptom).toBeNull();
    const bearer = { aws: undefined, key: 'env:BEARER' };
    expect((await askVendor(stated, undefined, bearer)).finding.symptom).toBeNull();
  });

  test.each([
    ['a wrong secret', { aws: { ...aws, secretAccessKey: 'env:WRONG' } }],
    ['another region', { aws: { ...aws, region: 'us-east-1' } }],
    ['an unknown key', { aws: { ...aws, accessKeyId: 'AKIAOTHER' } }],
    ['no session token', { aws: { ...aws, sessionToken: undefined } }],
    ['nothing at all', { aws: undefined }],
    ['a wrong bearer key', { aws: undefined, key: 'env:WRONG' }],
  ])('%s is refused', async (_, more) => {
    const { finding } = await askVendor(stated, undefined, more);
    expect(finding.symptom).toBe('llm.auth');
  });

  test('the secret stays out of everything that is kept', async () => {
    const { finding } = await askVendor(stated);
    expect(JSON.stringify(finding)).not.toContain(signer.secretAccessKey);
  });
});

test.each([`eu.${BEDROCK_MODEL}`, 'arn:aws:bedrock:eu-central-1:1:inference-profile/eu.small'])(
  'the list names the model behind the profile %s, or none',
  async (model) => {
    const { finding } = await askVendor(stated, undefined, { canary: undefined, model });
    expect(finding.symptom).toBeNull();
  },
);

test('the command signs in the same way, with shell variables', () => {
  const options = openaiProbe.options.parse({
    url: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    canary: { prompt: 'x', contains: 'y' },
    ...stated.options,
    aws: { ...aws, region: undefined },
  });
  const command = openaiProbe.command(options);
  expect(command).toContain('--aws-sigv4 aws:amz:eu-central-1:bedrock');
  expect(command).toContain('--user "AKIAFAKE00000001:$SECRET"');
  expect(command).toContain('-H "x-amz-security-token: $TOKEN"');
  expect(command).toMatch(/\/model\/small\.model-v1%3A0\/converse-stream'?$/);
});

const rows: readonly Row[] = [
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

conform(stated, rows);

test('frames cut anywhere are read', async () => {
  const all = Buffer.concat([
    ...begun,
    awsEvent('contentBlockDelta', { delta: { text: ' is right' } }),
    stop('end_turn'),
    metadata,
  ]);
  const pieces = Array.from({ length: Math.ceil(all.length / 7) }, (__, i) =>
    all.subarray(i * 7, i * 7 + 7),
  );
  const { finding } = await askVendor(stated, frames(...pieces));
  expect(finding.symptom).toBeNull();
});

test.each([
  ['a frame that says that it has no bytes', 0, 0],
  ['a frame whose headers are longer than itself', 16, 4_000],
  ['a frame larger than any answer', 16_000_000, 0],
])('%s', async (_, length, headerBytes) => {
  const prelude = Buffer.alloc(16);
  prelude.writeUInt32BE(length, 0);
  prelude.writeUInt32BE(headerBytes, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const { finding } = await askVendor(stated, frames(...begun, prelude));
  expect(finding.symptom).toBe('llm.malformed');
});

function changed(frame: Buffer): Buffer {
  const other = Buffer.from(frame);
  other[frame.length - 6] = (other[frame.length - 6] ?? 0) ^ 1;
  return other;
}
