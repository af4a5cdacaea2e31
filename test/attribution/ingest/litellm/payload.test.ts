import { describe, expect, it } from 'vitest';
import { linksOf } from '../../../../src/attribution/ingest/links.ts';
import { entriesOf } from '../../../../src/attribution/ingest/litellm/entries.ts';
import { inferenceOfLiteLlm } from '../../../../src/attribution/ingest/litellm/payload.ts';
import { context } from '../context.ts';

/** As the generic webhook posts it, without what we do not read. */
const payload = {
  id: 'chatcmpl-9',
  trace_id: 'trace-1',
  call_type: 'acompletion',
  stream: true,
  response_cost: 0.003392,
  status: 'success',
  custom_llm_provider: 'openai',
  total_tokens: 1_233,
  prompt_tokens: 1_200,
  completion_tokens: 33,
  startTime: 1_763_726_400.25,
  endTime: 1_763_726_402.5,
  completionStartTime: 1_763_726_400.75,
  model: 'gpt-x-2026',
  model_id: 'deployment-7',
  model_group: 'gpt-x',
  api_base: 'https://api.openai.com/v1',
  metadata: {
    user_api_key_hash: '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
    user_api_key_alias: 'support-bot',
    user_api_key_team_alias: 'care',
    user_api_key_user_id: 'ada@example.com',
    usage_object: {
      prompt_tokens: 1_200,
      completion_tokens: 33,
      total_tokens: 1_233,
      prompt_tokens_details: { cached_tokens: 1_024 },
      completion_tokens_details: { reasoning_tokens: 12 },
    },
    spend_logs_metadata: { environment: 'production' },
  },
  cache_hit: false,
  request_tags: [],
  messages: [{ role: 'user', content: 'my secret question' }],
  response: { model: 'gpt-x-2026-08', choices: [{ message: { content: 'An answer.' } }] },
  error_information: { error_code: '', error_class: '' },
};

const read = (says: Record<string, unknown>, keepOutput = false) =>
  inferenceOfLiteLlm({ ...payload, ...says }, context({ keepOutput }));

describe('a standard logging payload', () => {
  it('is an inference', () => {
    expect(read({})).toMatchObject({
      link: 'deployment-7',
      model: 'gpt-x',
      responseModel: 'gpt-x-2026-08',
      request: 'litellm:trace-1',
      attempt: 'openai:chatcmpl-9',
      source: 'litellm',
      operation: 'chat',
      outcome: 'ok',
      final: true,
      startedAt: '2025-11-21T12:00:00.250Z',
      durationMs: 2_250,
      firstTokenMs: 500,
      promptTokens: 1_200,
      cacheReadTokens: 1_024,
      completionTokens: 33,
      reasoningTokens: 12,
      billed: 'yes',
      costNanos: 3_392_000,
      currency: 'USD',
      consumer: 'support-bot',
      environment: 'production',
      output: null,
    });
  });

  it('tells no key, no person, no prompt, and the answer only to who asks for it', () => {
    const text = JSON.stringify(read({}));
    expect(text).not.toMatch(/88dc28|ada@|secret|An answer/);
    expect(JSON.stringify(read({}, true))).toMatch(/An answer/);
    expect(JSON.stringify(read({}, true))).not.toMatch(/88dc28|ada@|secret/);
  });

  it('finds its link in a chain by the host that was asked', () => {
    const chain = {
      name: 'c',
      models: [],
      vantages: [],
      links: [
        {
          id: 'vendor',
          kind: 'provider' as const,
          address: 'https://api.openai.com/v1',
          needs: [],
          labels: {},
          probes: [],
        },
      ],
    };
    const found = inferenceOfLiteLlm(payload, context({ linkOf: linksOf(chain) }));
    expect(found?.link).toBe('vendor');
  });

  it('counts for an hour what was written for an hour', () => {
    const usage_object = {
      prompt_tokens: 1_200,
      completion_tokens: 33,
      cache_creation_input_tokens: 900,
      cache_read_input_tokens: 100,
      prompt_tokens_details: {
        cached_tokens: 100,
        cache_creation_tokens: 900,
        cache_creation_token_details: {
          ephemeral_5m_input_tokens: 200,
          ephemeral_1h_input_tokens: 700,
        },
      },
    };
    expect(read({ metadata: { usage_object } })).toMatchObject({
      promptTokens: 1_200,
      cacheReadTokens: 100,
      cacheWriteTokens: 200,
      cacheWriteHourTokens: 700,
    });
  });

  it.each([
    ['a status', { error_code: '429', error_class: 'RateLimitError' }, 'failed', '429', 'no'],
    ['a timeout', { error_class: 'Timeout' }, 'failed', 'Timeout', 'unknown'],
    [
      'who went away',
      { error_code: '500', error_class: 'CancelledError' },
      'aborted',
      'CancelledError',
      'unknown',
    ],
    ['status 499', { error_code: '499', error_class: 'APIError' }, 'aborted', '499', 'unknown'],
  ])('of a failure tells %s', (_what, error_information, outcome, error, billed) => {
    const says = { id: 'f3b0-call', status: 'failure', error_information, response_cost: 0 };
    const counts = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, metadata: {} };
    expect(read({ ...says, ...counts })).toMatchObject({
      attempt: 'request:f3b0-call@deployment-7',
      outcome,
      error,
      billed,
    });
  });

  it('knows no usage where the columns are 0 and the vendor told none', () => {
    const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    expect(read({ ...zeros, metadata: {} })).toMatchObject({
      promptTokens: null,
      completionTokens: null,
    });
    expect(read({ ...zeros, metadata: { usage_object: zeros } })).toMatchObject({
      promptTokens: 0,
      completionTokens: 0,
    });
  });

  it('calls a request as the attempt where nothing groups it with others', () => {
    const found = read({ trace_id: undefined });
    expect(found?.request).toBe(found?.attempt);
  });

  it('says that nothing is billed of what came out of its own cache', () => {
    expect(read({ cache_hit: true, response_cost: 0 })).toMatchObject({
      billed: 'no',
      costNanos: 0,
    });
  });

  it('does not take a cost of 0 with tokens for a price', () => {
    expect(read({ response_cost: 0 })).toMatchObject({
      completionTokens: 33,
      costNanos: null,
      currency: null,
    });
  });

  it.each([
    {},
    { id: 'x' },
    { startTime: 5 },
    { id: 'x', startTime: 'soon' },
    { id: 'x', startTime: 1e300 },
  ])('is not %j', (entry) => {
    expect(inferenceOfLiteLlm(entry, context())).toBeNull();
  });
});

describe('a row of the spend logs', () => {
  const row = {
    request_id: 'chatcmpl-9',
    call_type: 'acompletion',
    api_key: '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
    spend: 0.003392,
    total_tokens: 1_233,
    prompt_tokens: 1_200,
    completion_tokens: 33,
    startTime: '2025-11-21 12:00:00.250',
    endTime: '2025-11-21T12:00:02.500Z',
    completionStartTime: '2025-11-21T12:00:00.750000+00:00',
    model: 'gpt-x-2026-08',
    model_id: 'deployment-7',
    model_group: 'gpt-x',
    custom_llm_provider: 'openai',
    api_base: 'https://api.openai.com/v1',
    session_id: 'trace-1',
    user: 'ada@example.com',
    metadata: JSON.stringify(payload.metadata),
    cache_hit: 'False',
    request_tags: '["env:production"]',
    status: 'success',
  };
  it('tells the same as the payload of the same call', () => {
    expect(inferenceOfLiteLlm(row, context())).toEqual(read({}));
  });
});

describe('the forms it comes in', () => {
  it.each([
    ['a list', JSON.stringify([{ id: 1 }, { id: 2 }]), [{ id: 1 }, { id: 2 }]],
    ['one', '{"id":1}', [{ id: 1 }]],
    ['a page', '{"data":[{"id":1}],"total":1}', [{ id: 1 }]],
    ['what a callback is given', '{"standard_logging_object":{"id":1}}', [{ id: 1 }]],
    ['one a line', '{"id":1}\n\n{"id":2}\n', [{ id: 1 }, { id: 2 }]],
    ['lists, one a line', '[{"id":1}]\n[{"id":2}]', [{ id: 1 }, { id: 2 }]],
  ])('%s', (_form, text, entries) => {
    expect(entriesOf(text)).toEqual({ entries, unread: 0 });
  });

  it('counts lines that are none', () => {
    expect(entriesOf('{"id":1}\nnope\n{"id":')).toEqual({ entries: [{ id: 1 }], unread: 2 });
  });
});
