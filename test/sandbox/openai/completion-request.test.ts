import { expect, test } from 'vitest';
import { parseCompletionRequest } from '../../../src/sandbox/openai/completion-request.ts';

const parse = (kind: 'chat' | 'text', body: unknown) =>
  parseCompletionRequest(kind, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

test('the last message is the prompt; limits are held', () => {
  const messages = [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'hello' },
  ];
  const body = { model: 'chat', messages, max_completion_tokens: 9_999, temperature: 9, seed: 4 };
  expect(parse('chat', { ...body, stream: true, stream_options: { include_usage: true } })).toEqual(
    {
      kind: 'chat',
      model: 'chat',
      prompt: 'hello',
      stream: true,
      streamUsage: true,
      maxTokens: 512,
      temperature: 2,
      seed: 4,
      sources: false,
      streamInterval: 1,
    },
  );
});

test.each([
  ['not json', 'chat', '{'],
  ['a list', 'chat', []],
  ['no model', 'chat', { messages: [] }],
  ['no message', 'chat', { model: 'chat', messages: [] }],
  ['no prompt', 'text', { model: 'chat' }],
] as const)('says what is wrong: %s', (_, kind, body) => {
  expect(parse(kind, body)).toEqual(expect.any(String));
});
