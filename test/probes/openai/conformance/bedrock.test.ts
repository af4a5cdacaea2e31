import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openaiProbe } from '../../../../probes/openai/index.ts';
import { awsEvent } from '../../../support/fakes/model-apis/aws-frames.ts';
import {
  BEDROCK_MODEL,
  begun,
  frames,
  metadata,
  signer,
  stop,
} from '../../../support/fakes/model-apis/fake-bedrock.ts';
import { askVendor, conform } from './ask-vendor.ts';
import { aws, rows, stated } from './states/bedrock.ts';

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

test("the command is one of the vendor's own program, with shell variables", () => {
  const options = openaiProbe.options.parse({
    url: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
    canary: { prompt: 'x', contains: 'y' },
    ...stated.options,
    aws: { ...aws, region: undefined },
  });
  const command = openaiProbe.command(options);
  expect(command).toBe(
    `AWS_ACCESS_KEY_ID=AKIAFAKE00000001 AWS_SECRET_ACCESS_KEY="$SECRET" AWS_SESSION_TOKEN="$TOKEN" aws bedrock-runtime converse --model-id ${BEDROCK_MODEL} --messages '[{"role":"user","content":[{"text":"x"}]}]' --inference-config '{"maxTokens":16,"temperature":0}' --region eu-central-1`,
  );
});

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
