import { describe, expect, it } from 'vitest';
import type { OtlpSpan } from '../../../../src/attribution/ingest/otlp/span.ts';
import { Traces } from '../../../../src/attribution/ingest/otlp/traces.ts';
import type { Inference } from '../../../../src/events/types.ts';
import { context } from '../context.ts';
import { chat, idOf, span } from './spans.ts';

function read(...spans: readonly OtlpSpan[]): readonly Inference[] {
  const traces = new Traces(context());
  traces.take(spans, 0);
  return traces.flush();
}

function requests(inferences: readonly Inference[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const { request } of inferences) sizes.set(request, (sizes.get(request) ?? 0) + 1);
  return [...sizes.values()].sort();
}

describe('one call', () => {
  it('is an inference', () => {
    const says = { 'gen_ai.response.id': 'r-1', 'server.address': 'api.example.com' };
    const resource = { 'deployment.environment.name': 'production' };
    expect(read(chat({ id: 'a', to: 1_234.5, says, resource }))).toEqual([
      {
        link: 'openai',
        model: 'gpt-x',
        responseModel: null,
        request: `span:${'a'.repeat(32)}/${idOf('a')}`,
        attempt: 'openai:r-1',
        source: 'otlp',
        operation: 'chat',
        outcome: 'ok',
        used: null,
        final: true,
        error: null,
        startedAt: '2026-11-21T12:00:00.000Z',
        durationMs: 1_234.5,
        firstTokenMs: null,
        promptTokens: 100,
        cacheReadTokens: null,
        cacheWriteTokens: null,
        cacheWriteHourTokens: null,
        completionTokens: 10,
        reasoningTokens: null,
        billed: 'yes',
        costNanos: null,
        currency: null,
        consumer: 'app',
        environment: 'production',
        adapter: null,
        path: [
          { link: 'app', ms: 0, firstTokenMs: null },
          { link: 'openai', ms: 1_234.5, firstTokenMs: null },
        ],
        citations: [],
        output: null,
      },
    ]);
  });

  it('is named by its span where the answer has no id', () => {
    expect(read(chat({ id: 'a' }))[0]?.attempt).toBe(`span:${'a'.repeat(32)}/${idOf('a')}`);
  });
});

describe('requests', () => {
  const parent = span({ id: 'handler', kind: 'server', to: 9_000 });
  const under = (id: string, from: number, to: number, error?: string) =>
    chat({ id, parent: 'handler', from, to, ...(error === undefined ? {} : { error }) });

  it('holds retries and a fallback under one parent together', () => {
    const found = read(
      parent,
      under('a', 0, 100, '429'),
      under('b', 200, 300, '503'),
      chat({
        id: 'c',
        parent: 'handler',
        from: 400,
        to: 900,
        says: { 'gen_ai.request.model': 'other', 'gen_ai.provider.name': 'anthropic' },
      }),
    );
    expect(requests(found)).toEqual([3]);
    expect(found.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'ok']);
  });

  it('holds them together though the parent never came', () => {
    expect(requests(read(under('a', 0, 100, '429'), under('b', 200, 300)))).toEqual([2]);
  });

  it('holds them together though each is wrapped in a span of its own', () => {
    const wrap = (id: string, from: number, to: number) =>
      span({ id, parent: 'handler', from, to, kind: 'internal' });
    const found = read(
      parent,
      wrap('w1', 0, 100),
      chat({ id: 'a', parent: 'w1', from: 0, to: 100, error: '503' }),
      wrap('w2', 150, 300),
      chat({ id: 'b', parent: 'w2', from: 150, to: 300 }),
    );
    expect(requests(found)).toEqual([2]);
  });

  it('keeps the calls of an agent that follow a success apart', () => {
    const found = read(parent, under('a', 0, 100), under('b', 200, 300), under('c', 400, 500));
    expect(requests(found)).toEqual([1, 1, 1]);
  });

  it('takes what runs beside a stream that was cut off for a hedge', () => {
    expect(requests(read(parent, under('a', 0, 500, 'cancelled'), under('b', 50, 300)))).toEqual([
      2,
    ]);
  });

  it('keeps calls apart that run side by side and both succeed', () => {
    expect(requests(read(parent, under('a', 0, 500), under('b', 50, 300)))).toEqual([1, 1]);
  });

  it('is no retry long after', () => {
    expect(requests(read(under('a', 0, 100, '429'), under('b', 200_000, 200_300)))).toEqual([1, 1]);
  });
});

describe('spans around spans', () => {
  const usage = (input: number) => ({ 'gen_ai.usage.input_tokens': input });

  it('counts a call once that an SDK, a gateway and a server all trace', () => {
    const found = read(
      chat({ id: 'sdk', says: { 'gen_ai.response.id': 'r-1' } }),
      chat({ id: 'gateway', parent: 'sdk', kind: 'server', service: 'gateway', from: 10, to: 990 }),
      chat({ id: 'vllm', parent: 'gateway', kind: 'server', service: 'vllm', from: 20, to: 980 }),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ attempt: 'openai:r-1', promptTokens: 100, link: 'vllm' });
  });

  it('takes calls inside for the attempts, not the one around that sums them up', () => {
    const found = read(
      chat({ id: 'outer', says: usage(300), to: 900 }),
      chat({ id: 'a', parent: 'outer', from: 0, to: 100, says: usage(100), error: '500' }),
      chat({ id: 'b', parent: 'outer', from: 200, to: 800, says: usage(200) }),
    );
    expect(requests(found)).toEqual([2]);
    expect(found.map(({ promptTokens }) => promptTokens)).toEqual([100, 200]);
  });

  it('takes no agent that sums up for an attempt, and names it as the consumer', () => {
    const says = {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Planner',
      ...usage(500),
    };
    const found = read(
      span({ id: 'agent', kind: 'internal', says }),
      chat({ id: 'a', parent: 'agent' }),
    );
    expect(found).toMatchObject([{ consumer: 'Planner', promptTokens: 100 }]);
  });

  it('gives what comes late the key of what was told before it', () => {
    const traces = new Traces(context(), { settleMs: 10 });
    traces.take([chat({ id: 'sdk', says: { 'gen_ai.response.id': 'r-1' } })], 0);
    const [early] = traces.settled(100);
    const inner = chat({
      id: 'server',
      parent: 'sdk',
      kind: 'server',
      service: 'vllm',
      from: 5,
      to: 900,
    });
    traces.take([inner], 200);
    const [late] = traces.settled(300);
    expect([early?.attempt, late?.attempt]).toEqual(['openai:r-1', 'openai:r-1']);
    expect(late?.request).toBe(early?.request);
    expect(late?.link).toBe('vllm');
  });

  it('tells nothing again that has not changed', () => {
    const traces = new Traces(context(), { settleMs: 10 });
    traces.take([chat({ id: 'a' })], 0);
    expect(traces.settled(5)).toEqual([]);
    expect(traces.settled(100)).toHaveLength(1);
    traces.take([chat({ id: 'a' })], 200);
    expect(traces.settled(300)).toEqual([]);
  });

  it('survives parents that go in circles', () => {
    const found = read(chat({ id: 'a', parent: 'b' }), chat({ id: 'b', parent: 'a' }));
    expect(found.length).toBeLessThanOrEqual(2);
  });
});

describe('the way', () => {
  it('gives each service its own time, and its part of the first token', () => {
    const first = (seconds: number) => ({ 'gen_ai.response.time_to_first_chunk': seconds });
    const [found] = read(
      chat({ id: 'app', from: 0, to: 1_000, says: first(0.5) }),
      chat({
        id: 'gateway',
        parent: 'app',
        kind: 'server',
        service: 'gateway',
        from: 50,
        to: 950,
        says: first(0.4),
      }),
      span({ id: 'out', parent: 'gateway', service: 'gateway', from: 60, to: 940 }),
      chat({
        id: 'vllm',
        parent: 'out',
        kind: 'server',
        service: 'vllm',
        from: 100,
        to: 900,
        says: first(0.25),
      }),
    );
    expect(found?.path).toEqual([
      { link: 'app', ms: 100, firstTokenMs: 100 },
      { link: 'gateway', ms: 100, firstTokenMs: 150 },
      { link: 'vllm', ms: 800, firstTokenMs: 250 },
    ]);
  });

  it('names services that trace no call of a model, and the vendor that traces nothing', () => {
    const [found] = read(
      span({ id: 'agent', kind: 'internal', service: 'agent', to: 60_000 }),
      span({ id: 'ask', parent: 'agent', service: 'agent', from: 0, to: 1_000 }),
      span({ id: 'serve', parent: 'ask', kind: 'server', service: 'gateway', from: 20, to: 980 }),
      chat({ id: 'vendor', parent: 'serve', service: 'gateway', from: 30, to: 930 }),
    );
    expect(found?.path).toEqual([
      { link: 'agent', ms: 40, firstTokenMs: null },
      { link: 'gateway', ms: 60, firstTokenMs: null },
      { link: 'openai', ms: 900, firstTokenMs: null },
    ]);
    expect(found?.consumer).toBe('agent');
  });

  it('charges no call with the time of a server that made several', () => {
    const found = read(
      span({ id: 'handler', kind: 'server', to: 9_000 }),
      chat({ id: 'a', parent: 'handler', from: 0, to: 100 }),
      chat({ id: 'b', parent: 'handler', from: 200, to: 300 }),
    );
    expect(found.map(({ path }) => path[0]?.ms)).toEqual([0, 0]);
  });

  it('is as the given function maps services to links', () => {
    const links: Record<string, string> = { app: 'agents', openai: 'vendor' };
    const traces = new Traces(
      context({ linkOf: ({ service, provider }) => links[service ?? provider ?? ''] ?? null }),
    );
    traces.take([chat({ id: 'a' })], 0);
    const [found] = traces.flush();
    expect([found?.link, found?.path.map(({ link }) => link)]).toEqual([
      'vendor',
      ['agents', 'vendor'],
    ]);
  });
});

describe('retrievals', () => {
  const retrieval = (id: string, from: number, documents: unknown) =>
    span({
      id,
      parent: 'agent',
      from,
      to: from + 10,
      says: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.documents': JSON.stringify(documents),
      },
    });

  it('are the citations of what is asked after them under the same parent', () => {
    const found = read(
      span({ id: 'agent', kind: 'internal' }),
      chat({ id: 'a', parent: 'agent', from: 0, to: 10 }),
      retrieval('r', 20, [{ id: 'doc-2', score: 0.9 }, { source: 'kb/1.md' }, { score: 1 }]),
      chat({ id: 'b', parent: 'agent', from: 40, to: 90 }),
    );
    expect(found.map(({ citations }) => citations)).toEqual([[], ['doc-2', 'kb/1.md']]);
  });
});

describe('bounds', () => {
  it('reads the oldest traces early when too many spans wait', () => {
    const traces = new Traces(context(), { maxSpans: 2 });
    const spans = ['1', '2', '3'].map((digit) => ({
      ...chat({ id: 'a' }),
      traceId: digit.repeat(32),
    }));
    expect(traces.take(spans, 0)).toHaveLength(1);
    expect(traces.size).toBe(2);
    expect(traces.flush()).toHaveLength(2);
  });

  it('forgets traces of which nothing more comes', () => {
    const traces = new Traces(context());
    traces.take([chat({ id: 'a' })], 0);
    expect(traces.settled(1_000_000)).toHaveLength(1);
    expect(traces.size).toBe(0);
  });
});
