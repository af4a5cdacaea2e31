import { awsEvent } from './aws-frames.ts';
import { whole } from './fake-anthropic.ts';
import type { FakeVendor, Got, Said } from './fake-api.ts';
import { type SignatureFault, type Signer, signatureFault } from './signature.ts';

/** A colon, as all names of Bedrock's models have: it is encoded in the path. */
export const BEDROCK_MODEL = 'small.model-v1:0';
export const BEDROCK_BEARER = 'bedrock-api-key-fake0123';
export const signer: Signer = {
  accessKeyId: 'AKIAFAKE00000001',
  secretAccessKey: 'fake/secret+0123456789',
  sessionToken: 'fake//session+token==',
  region: 'eu-central-1',
  service: 'bedrock',
};

export const bedrockError = (status: number, type: string, message: string): Said => ({
  status,
  body: { message },
  headers: {
    'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
    'x-amzn-requestid': 'fake0000-0000-4000-8000-000000000000',
  },
});

const faults: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  malformed: ['IncompleteSignatureException', 'Authorization header is not complete'],
  'unknown-key': [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  token: ['ExpiredTokenException', 'The security token included in the request is expired'],
  expired: ['InvalidSignatureException', 'Signature expired: 20260101T000000Z is now earlier'],
  wrong: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  ],
};

const stream = { 'content-type': 'application/vnd.amazon.eventstream' };
export const frames = (...pieces: readonly Buffer[]): Said => ({
  status: 200,
  headers: stream,
  pieces,
});
const usage = { inputTokens: 5, outputTokens: 3, totalTokens: 8 };

export const begun = [
  awsEvent('messageStart', { role: 'assistant' }),
  awsEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'four' } }),
];
export const stop = (stopReason: string) => awsEvent('messageStop', { stopReason });
export const metadata = awsEvent('metadata', { usage, metrics: { latencyMs: 12 } });

/** A fake of Bedrock's runtime and of its list of models; it verifies every signature. */
export const fakeBedrock: FakeVendor = {
  refuse: (got) => {
    if (got.headers.authorization === `Bearer ${BEDROCK_BEARER}`) return null;
    if (got.headers.authorization?.startsWith('Bearer ')) {
      return {
        status: 403,
        body: { Message: 'Authentication failed: Please make sure your API Key is valid.' },
      };
    }
    const fault = signatureFault(got, signer, Date.now());
    return fault === null ? null : bedrockError(403, ...faults[fault]);
  },
  question: (got) => operationOf(got) !== undefined,
  list: ({ target }) => target === '/foundation-models',
  notFound: bedrockError(404, 'UnknownOperationException', ''),
  answer: (got) => good(operationOf(got) ?? ''),
  listed: {
    status: 200,
    body: { modelSummaries: [{ modelId: BEDROCK_MODEL, modelLifecycle: { status: 'ACTIVE' } }] },
  },
};

function operationOf({ target, body }: Got): string | undefined {
  const match = /^\/model\/([^/]+)\/([\w-]+)$/.exec(target);
  if (!match || decodeURIComponent(match[1] ?? '') !== BEDROCK_MODEL) return undefined;
  const isInvoked = match[2]?.startsWith('invoke');
  const isWhole = isInvoked
    ? body.anthropic_version === 'bedrock-2023-05-31' && body.model === undefined
    : body.inferenceConfig !== undefined;
  return isWhole ? match[2] : undefined;
}

function good(operation: string): Said {
  if (operation === 'converse') {
    const message = { role: 'assistant', content: [{ text: 'four is right' }] };
    return { status: 200, body: { output: { message }, stopReason: 'end_turn', usage } };
  }
  if (operation === 'converse-stream') {
    const rest = awsEvent('contentBlockDelta', { delta: { text: ' is right' } });
    return frames(
      ...begun,
      rest,
      awsEvent('contentBlockStop', { contentBlockIndex: 0 }),
      stop('end_turn'),
      metadata,
    );
  }
  if (operation === 'invoke-with-response-stream') return frames(...whole.map(chunk));
  const content = [{ type: 'text', text: 'four is right' }];
  const counts = { input_tokens: 5, output_tokens: 3 };
  return {
    status: 200,
    body: { type: 'message', model: 'small', content, stop_reason: 'end_turn', usage: counts },
  };
}

/** An event of the model's own inside a frame. */
function chunk(text: string): Buffer {
  const data = text.slice(text.indexOf('data: ') + 'data: '.length).trim();
  return awsEvent('chunk', { bytes: Buffer.from(data).toString('base64') });
}
