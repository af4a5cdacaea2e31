import { describe, expect, it } from 'vitest';
import { AttemptBook } from '../../../src/attribution/attempts/book.ts';
import { loadMapping } from '../../../src/attribution/ingest/access-log/load-mapping.ts';
import { LogReader } from '../../../src/attribution/ingest/access-log/log-reader.ts';
import { inferenceOfLiteLlm } from '../../../src/attribution/ingest/litellm/payload.ts';
import type { OtlpSpan } from '../../../src/attribution/ingest/otlp/span.ts';
import { Traces } from '../../../src/attribution/ingest/otlp/traces.ts';
import type { Inference } from '../../../src/events/types.ts';
import { told } from '../attempts/told.ts';
import { context } from './context.ts';
import { chat, span } from './otlp/spans.ts';

/*
 * Faults of accounting that users of other tools have published, each from what their source sent to the
 * totals that are right. Beside each, where it was told and what was shown instead.
 */

interface Totals {
  readonly attempts: number;
  readonly prompt: number;
  readonly cached: number;
  readonly answer: number;
}

function bookOf(inferences: readonly (Inference | null)[]): AttemptBook {
  const book = new AttemptBook();
  for (const one of inferences) if (one) book.take(one);
  return book;
}

function totalsOf(inferences: readonly (Inference | null)[]): Totals {
  const all = bookOf(inferences)
    .all()
    .map(({ inference }) => inference);
  const sum = (key: 'promptTokens' | 'cacheReadTokens' | 'completionTokens') =>
    all.reduce((total, one) => total + (one[key] ?? 0), 0);
  return {
    attempts: all.length,
    prompt: sum('promptTokens'),
    cached: sum('cacheReadTokens'),
    answer: sum('completionTokens'),
  };
}

function ofTrace(...spans: readonly OtlpSpan[]): readonly Inference[] {
  const traces = new Traces(context());
  traces.take(spans, 0);
  return traces.flush();
}

function ofLog(mapping: string, lines: readonly object[]): readonly Inference[] {
  const log = new LogReader(loadMapping(mapping, 'mapping.yaml'), context());
  return lines.flatMap((line) => {
    const read = log.line(JSON.stringify(line));
    return read.kind === 'inference' ? [read.inference] : [];
  });
}

const row = (says: object) =>
  inferenceOfLiteLlm(
    {
      id: 'chatcmpl-1',
      startTime: 1_795_262_400,
      endTime: 1_795_262_402,
      custom_llm_provider: 'openai',
      model: 'gpt-x',
      status: 'success',
      ...says,
    },
    context(),
  );

const messages = `
fields:
  startedAt: time
  provider: { value: anthropic }
  model: message.model
  responseId: message.id
  request: message.id
  usage: message.usage
`;
const message = (output: number, says: object = {}) => ({
  time: '2026-11-21T12:00:00.123Z',
  message: {
    id: 'msg_1',
    model: 'claude',
    usage: { input_tokens: 5, cache_read_input_tokens: 130_208, output_tokens: output },
  },
  ...says,
});

describe('cached tokens', () => {
  const once = { attempts: 1, prompt: 130_213, cached: 130_208, answer: 60 };
  // langfuse 12306, 10592: 260,421 shown; nerve 105; aider 5518: 10.9 times.
  it('are not counted twice, whoever tells them in whichever sense', () => {
    const inclusive = {
      prompt_tokens: 130_213,
      completion_tokens: 60,
      total_tokens: 130_273,
      prompt_tokens_details: { cached_tokens: 130_208 },
    };
    expect(totalsOf([row({ ...inclusive, metadata: { usage_object: inclusive } })])).toEqual(once);
    expect(totalsOf(ofLog(messages, [message(60)]))).toEqual(once);
    const usage = { 'gen_ai.usage.output_tokens': 60, 'gen_ai.provider.name': 'anthropic' };
    const convention = {
      ...usage,
      'gen_ai.usage.input_tokens': 130_213,
      'gen_ai.usage.cache_read.input_tokens': 130_208,
    };
    const former = {
      ...usage,
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.cache_read_input_tokens': 130_208,
    };
    expect(totalsOf(ofTrace(chat({ id: 'a', says: convention })))).toEqual(once);
    expect(totalsOf(ofTrace(chat({ id: 'a', says: former })))).toEqual(once);
  });

  // langfuse 13724: 0 shown.
  it('that are more than the input do not make it 0', () => {
    const says = { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.cache_read.input_tokens': 900 };
    expect(totalsOf(ofTrace(chat({ id: 'a', says })))).toMatchObject({ prompt: 905, cached: 900 });
  });

  // litellm 42663: 20 to 60 % too little.
  it('written for an hour are kept apart from those written for minutes', () => {
    const usage = {
      input_tokens: 5,
      cache_creation_input_tokens: 900,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 700 },
      output_tokens: 60,
    };
    const [found] = ofLog(messages, [message(60, { message: { id: 'm', model: 'c', usage } })]);
    expect(found).toMatchObject({
      promptTokens: 905,
      cacheWriteTokens: 200,
      cacheWriteHourTokens: 700,
    });
  });
});

describe('streams', () => {
  const stream = 'fields: { startedAt: time, responseId: id, stream: body }';
  const time = '2026-11-21T12:00:00Z';
  const usage = { prompt_tokens: 1_200, completion_tokens: 40 };

  // litellm 36168: a quarter of the cost; 36083.
  it('keep the usage of a last chunk that has choices', () => {
    const body = [
      'data: {"choices":[{"delta":{"content":"a"}}],"usage":null}',
      `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }], usage })}`,
      'data: [DONE]',
    ].join('\n\n');
    expect(totalsOf(ofLog(stream, [{ time, id: 'r', body }]))).toMatchObject({
      prompt: 1_200,
      answer: 40,
    });
  });

  // ccusage 797, 888: the partial record that came first was kept.
  it('count what the last record of them says, not the first', () => {
    const partial = told({ final: false, promptTokens: 1_200, completionTokens: 1 });
    const whole = told({ promptTokens: 1_200, completionTokens: 40 });
    for (const order of [
      [partial, whole],
      [whole, partial],
    ]) {
      expect(totalsOf(order)).toMatchObject({ attempts: 1, prompt: 1_200, answer: 40 });
    }
  });

  // litellm PR 30630, 33736, 36008, 37558: the provider bills, the gateway logs nothing.
  it('that the caller cut off are kept, with what is known, and their bill is open', () => {
    const cut = ofTrace(chat({ id: 'a', error: 'CancelledError' }));
    const [one] = bookOf(cut).all();
    expect(one).toMatchObject({
      used: false,
      inference: { outcome: 'aborted', billed: 'unknown', promptTokens: 100, completionTokens: 10 },
    });
  });

  // litellm 37992: an explicit 0 was replaced by an estimate.
  it('keep an explicit 0 against an estimate', () => {
    const estimate = told({ final: false, completionTokens: 15 });
    const says = { 'gen_ai.usage.output_tokens': 0, 'gen_ai.response.id': 'r-1' };
    const [real] = ofTrace(chat({ id: 'a', says }));
    expect(totalsOf([estimate, real ?? null])).toMatchObject({ attempts: 1, answer: 0 });
  });
});

describe('duplicates', () => {
  // ccusage 1728: $83.78 instead of $12.84, 19 lines a response; 976; LifeOS 1894.
  it('count 19 lines of one answer once', () => {
    const lines = Array.from({ length: 19 }, (_, at) => message(Math.min(60, at * 4)));
    expect(totalsOf(ofLog(messages, lines))).toEqual({
      attempts: 1,
      prompt: 130_213,
      cached: 130_208,
      answer: 60,
    });
  });

  // ccusage 1762: twice.
  it('count an answer once that stands in the logs of several sessions', () => {
    const lines = ['s-1', 's-2', 's-3'].map((session) => message(60, { session }));
    expect(totalsOf(ofLog(messages, lines)).attempts).toBe(1);
  });

  // langfuse 14725: times cut to milliseconds were part of the key.
  it('are known whatever is left of their times', () => {
    const times = [
      '2026-11-21T12:00:00.123Z',
      '2026-11-21T12:00:00Z',
      '2026-11-21T12:00:00.123456Z',
    ];
    const lines = times.map((time) => message(60, { time }));
    expect(totalsOf(ofLog(messages, lines)).attempts).toBe(1);
    const attributes = { 'gen_ai.response.id': 'chatcmpl-1' };
    const gateway = row({ prompt_tokens: 100, completion_tokens: 10 });
    expect(
      totalsOf([gateway, ...ofTrace(chat({ id: 'a', from: 0.4567, says: attributes }))]),
    ).toEqual({
      attempts: 1,
      prompt: 100,
      cached: 0,
      answer: 10,
    });
  });

  it('are not the usage that an agent sums up over its calls', () => {
    const says = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 200 };
    const spans = [
      span({ id: 'agent', kind: 'internal', to: 9_000, says }),
      chat({ id: 'a', parent: 'agent', from: 0, to: 100 }),
      chat({ id: 'b', parent: 'agent', from: 200, to: 300 }),
    ];
    expect(totalsOf(ofTrace(...spans))).toMatchObject({ attempts: 2, prompt: 200 });
  });
});

describe('attempts', () => {
  // octos 1533: the usage of the retry was lost.
  it('that failed keep their usage beside that of the retry', () => {
    const found = ofTrace(
      span({ id: 'handler', kind: 'server', to: 9_000 }),
      chat({ id: 'a', parent: 'handler', from: 0, to: 100, error: 'content_filter' }),
      chat({ id: 'b', parent: 'handler', from: 200, to: 300 }),
    );
    expect(totalsOf(found)).toMatchObject({ attempts: 2, prompt: 200, answer: 20 });
    expect(
      bookOf(found)
        .all()
        .map(({ used, attempts, inference }) => [used, attempts, inference.billed]),
    ).toEqual([
      [false, 2, 'yes'],
      [true, 2, 'yes'],
    ]);
  });

  // sub2api 4408: the losers of hedges were billed as if they were used.
  it('that lost a hedge are known as such, and their bill is open', () => {
    const found = ofTrace(
      span({ id: 'handler', kind: 'server', to: 9_000 }),
      chat({ id: 'a', parent: 'handler', from: 0, to: 500, error: 'cancelled' }),
      chat({ id: 'b', parent: 'handler', from: 50, to: 480 }),
    );
    expect(
      bookOf(found)
        .all()
        .map(({ used, attempts, inference }) => [used, attempts, inference.billed]),
    ).toEqual([
      [false, 2, 'unknown'],
      [true, 2, 'yes'],
    ]);
  });
});

describe('costs', () => {
  // litellm PR 37734: 0.0 for 296 tokens.
  it('of 0 with tokens are unknown', () => {
    const found = row({ response_cost: 0, prompt_tokens: 900, completion_tokens: 296 });
    expect(found).toMatchObject({ completionTokens: 296, costNanos: null });
  });

  it('told are integers of billionths, also those of one token', () => {
    expect(row({ response_cost: 2.85e-5, completion_tokens: 1 })?.costNanos).toBe(28_500);
    expect(row({ response_cost: 2.8e-8, completion_tokens: 1 })?.costNanos).toBe(28);
  });
});
