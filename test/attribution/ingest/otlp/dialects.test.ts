import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../src/attribution/ingest/otlp/facts.ts';
import type { AttributeValue, OtlpSpan } from '../../../../src/attribution/ingest/otlp/span.ts';
import { span } from './spans.ts';

type Says = Readonly<Record<string, AttributeValue>>;

function callOf(says: Says, keepOutput = false, changes: Partial<OtlpSpan> = {}) {
  return factsOf({ ...span({ id: 'a', says }), ...changes }, keepOutput).call;
}

const old = {
  'gen_ai.system': 'openai',
  'gen_ai.request.model': 'gpt-x',
  'gen_ai.response.model': 'gpt-x-2026',
  'gen_ai.response.id': 'r-1',
  'gen_ai.usage.prompt_tokens': 100,
  'gen_ai.usage.completion_tokens': 10,
};
const middle = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-x',
  'gen_ai.response.model': 'gpt-x-2026',
  'gen_ai.response.id': 'r-1',
  'gen_ai.usage.input_tokens': 100,
  'gen_ai.usage.output_tokens': 10,
};
const today = {
  ...middle,
  'gen_ai.usage.cache_read.input_tokens': 64,
  'gen_ai.usage.cache_creation.input_tokens': 16,
  'gen_ai.usage.reasoning.output_tokens': 4,
  'gen_ai.response.time_to_first_chunk': 0.25,
};

describe('the three dialects', () => {
  it.each([
    ['up to 1.36', old],
    ['1.37 to 1.41', middle],
    ['the repository of its own', today],
  ])('%s says the same', (_dialect, says) => {
    expect(callOf(says)).toMatchObject({
      operation: 'chat',
      provider: 'openai',
      model: 'gpt-x',
      responseModel: 'gpt-x-2026',
      responseId: 'r-1',
      outcome: 'ok',
      billed: 'yes',
      usage: { promptTokens: 100, completionTokens: 10 },
    });
  });

  it('reads the details of the newest', () => {
    expect(callOf(today)).toMatchObject({
      firstTokenMs: 250,
      usage: { cacheReadTokens: 64, cacheWriteTokens: 16, reasoningTokens: 4 },
    });
  });

  it('reads what vLLM traces', () => {
    const says = {
      'gen_ai.response.model': 'llama-3-8b',
      'gen_ai.request.id': 'chatcmpl-7',
      'gen_ai.usage.prompt_tokens': 20,
      'gen_ai.usage.completion_tokens': 5,
      'gen_ai.latency.time_to_first_token': 0.05,
    };
    expect(callOf(says, false, { name: 'llm_request' })).toMatchObject({
      responseId: 'chatcmpl-7',
      responseModel: 'llama-3-8b',
      firstTokenMs: 50,
      usage: { promptTokens: 20, completionTokens: 5 },
    });
  });

  it.each(['invoke_agent', 'execute_tool', 'invoke_workflow', 'retrieval', 'create_agent'])(
    'takes %s for no call, whatever usage it sums up',
    (operation) => {
      expect(callOf({ ...today, 'gen_ai.operation.name': operation })).toBeNull();
    },
  );

  it('takes a span without any of it for no call', () => {
    expect(callOf({ 'http.request.method': 'POST' })).toBeNull();
  });
});

describe('cached tokens', () => {
  const anthropic = {
    'gen_ai.system': 'anthropic',
    'gen_ai.request.model': 'claude',
    'gen_ai.usage.prompt_tokens': 100,
    'gen_ai.usage.completion_tokens': 10,
  };
  it('stand beside the input where an old dialect repeats what Anthropic says', () => {
    const says = { ...anthropic, 'gen_ai.usage.cache_read_input_tokens': 60 };
    expect(callOf(says)?.usage).toMatchObject({ promptTokens: 160, cacheReadTokens: 60 });
  });

  it('are among it in the convention, whoever the provider is', () => {
    const says = { ...anthropic, 'gen_ai.usage.cache_read.input_tokens': 60 };
    expect(callOf(says)?.usage).toMatchObject({ promptTokens: 100, cacheReadTokens: 60 });
  });

  it('are among it with OpenAI in an old dialect', () => {
    const says = { ...old, 'gen_ai.usage.cache_read_input_tokens': 60 };
    expect(callOf(says)?.usage).toMatchObject({ promptTokens: 100, cacheReadTokens: 60 });
  });

  it('are added where they cannot be among it', () => {
    const says = { ...today, 'gen_ai.usage.cache_read.input_tokens': 5_000 };
    expect(callOf(says)?.usage.promptTokens).toBe(5_116);
  });
});

describe('how it ended', () => {
  it.each([
    [{ 'error.type': '429' }, 'failed', '429', 'no'],
    [{ 'error.type': 'timeout' }, 'failed', 'timeout', 'unknown'],
    [{ 'error.type': 'CancelledError' }, 'aborted', 'CancelledError', 'unknown'],
    [{ 'http.response.status_code': 503 }, 'failed', '503', 'no'],
    [{ 'http.response.status_code': 200 }, 'ok', null, 'yes'],
  ] as const)('%j is %s', (says, outcome, error, billed) => {
    const {
      'gen_ai.usage.input_tokens': _in,
      'gen_ai.usage.output_tokens': _out,
      ...rest
    } = middle;
    expect(callOf({ ...rest, ...says })).toMatchObject({ outcome, error, billed });
  });

  it('is told by the status alone where nothing else is', () => {
    expect(
      callOf(middle, false, { statusCode: 2, statusMessage: 'context canceled' }),
    ).toMatchObject({
      outcome: 'aborted',
      error: 'context canceled',
    });
  });

  it('keeps an explicit 0 as 0', () => {
    const says = { ...middle, 'gen_ai.usage.output_tokens': 0 };
    expect(callOf(says)?.usage.completionTokens).toBe(0);
  });
});

describe('answers', () => {
  const messages = [
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'hmm' },
        { type: 'text', content: 'It rains.' },
        { type: 'tool_call', name: 'weather', arguments: { city: 'Seattle' } },
      ],
      finish_reason: 'stop',
    },
  ];
  it.each([
    ['structured', { 'gen_ai.output.messages': messages }],
    ['as JSON', { 'gen_ai.output.messages': JSON.stringify(messages) }],
    ['numbered', { 'gen_ai.completion.0.content': 'It rains.' }],
  ])('are read %s, and only where they are wanted', (_form, says) => {
    expect(callOf({ ...middle, ...says }, true)?.output).toBe('It rains.');
    expect(callOf({ ...middle, ...says }, false)?.output).toBeNull();
  });

  it('are read from the event of a former version', () => {
    const attributes = new Map([['message', '{"role":"assistant","content":"It rains."}']]);
    const events = [{ name: 'gen_ai.choice', timeMs: null, attributes }];
    expect(callOf(middle, true, { events })?.output).toBe('It rains.');
  });
});
