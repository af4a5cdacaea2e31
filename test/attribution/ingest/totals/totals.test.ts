import { describe, expect, it } from 'vitest';
import { readTotals } from '../../../../src/attribution/ingest/totals/read-totals.ts';
import { reconcile } from '../../../../src/attribution/ingest/totals/reconcile.ts';
import { told } from '../../attempts/told.ts';

function totalsOf(page: string, soleModel?: string) {
  const { models, servers } = readTotals(page, soleModel);
  return {
    servers,
    ...Object.fromEntries([...models].map(([name, totals]) => [name, Object.fromEntries(totals)])),
  };
}

const vllm = (prompt: number, completion: number, stopped: number, aborted: number) => `
# HELP vllm:prompt_tokens_total Number of prefill tokens processed.
# TYPE vllm:prompt_tokens_total counter
vllm:prompt_tokens_total{engine="0",model_name="llama"} ${prompt}
vllm:generation_tokens_total{engine="0",model_name="llama"} ${completion}
vllm:request_success_total{engine="0",finished_reason="stop",model_name="llama"} ${stopped}
vllm:request_success_total{engine="0",finished_reason="abort",model_name="llama"} ${aborted}
vllm:num_requests_running{engine="0",model_name="llama"} 3.0
`;

describe('totals on a page of metrics', () => {
  it('of vLLM', () => {
    expect(totalsOf(vllm(1e6, 2e5, 90, 10))).toEqual({
      servers: ['vLLM'],
      llama: { prompt: 1e6, completion: 2e5, requests: 100, aborted: 10 },
    });
  });

  it('of vLLM whose colons a collector has replaced', () => {
    expect(totalsOf(vllm(5, 2, 1, 0).replaceAll('vllm:', 'vllm_'))).toMatchObject({
      llama: { prompt: 5, completion: 2 },
    });
  });

  it('of SGLang, by several workers', () => {
    const page = ['0', '1']
      .map(
        (rank) => `sglang:prompt_tokens_total{model_name="qwen",tp_rank="${rank}"} 100
sglang:generation_tokens_total{model_name="qwen",tp_rank="${rank}"} 10
sglang:cached_tokens_total{model_name="qwen",tp_rank="${rank}",cache_source="device"} 30
sglang:num_requests_total{model_name="qwen",tp_rank="${rank}"} 4
sglang:num_aborted_requests_total{model_name="qwen",tp_rank="${rank}"} 1`,
      )
      .join('\n');
    expect(totalsOf(page)).toEqual({
      servers: ['SGLang'],
      qwen: { prompt: 200, completion: 20, cached: 60, requests: 8, aborted: 2 },
    });
  });

  it('of TGI, which names no model', () => {
    const page = `tgi_request_input_length_sum 700
tgi_request_input_length_count 7
tgi_request_generated_tokens_sum 70
tgi_request_success{method="generate"} 5
tgi_request_success{method="generate_stream"} 2`;
    expect(totalsOf(page, 'falcon')).toEqual({
      servers: ['TGI'],
      falcon: { prompt: 700, completion: 70, requests: 7 },
    });
  });

  it('of LiteLLM, over keys and teams', () => {
    const line = (name: string, team: string, value: number) =>
      `${name}{end_user="",hashed_api_key="x",model="gpt-x",requested_model="smart",team="${team}"} ${value}`;
    const page = [
      line('litellm_requests_metric_total', 'a', 3),
      line('litellm_requests_metric_total', 'b', 4),
      line('litellm_input_tokens_metric_total', 'a', 30),
      line('litellm_output_tokens_metric_total', 'b', 9),
    ].join('\n');
    expect(totalsOf(page)).toEqual({
      servers: ['LiteLLM'],
      'gpt-x': { requests: 7, prompt: 30, completion: 9 },
    });
  });

  it('are none on another page', () => {
    expect(
      totalsOf('node_cpu_seconds_total 5\nvllm:prompt_tokens_total{model_name="x"} NaN'),
    ).toEqual({
      servers: [],
    });
  });
});

describe('reconciliation', () => {
  const attempt = (name: string, says: Parameters<typeof told>[0] = {}) =>
    told({
      attempt: name,
      request: name,
      model: 'smart',
      responseModel: 'llama',
      promptTokens: 100,
      completionTokens: 10,
      ...says,
    });
  const before = readTotals(vllm(1_000, 100, 10, 0));
  const between = (page: string, ...attempts: Parameters<typeof reconcile>[2]) =>
    reconcile(before, readTotals(page), attempts);

  it('finds nothing where both sides say the same', () => {
    expect(between(vllm(1_200, 120, 12, 0), attempt('a'), attempt('b'))).toMatchObject([
      {
        model: 'llama',
        totals: [
          { kind: 'requests', server: 2, told: 2, difference: 0 },
          { kind: 'prompt', server: 200, told: 200, difference: 0 },
          { kind: 'completion', server: 20, told: 20, difference: 0 },
        ],
        explanations: [],
        explained: true,
      },
    ]);
  });

  it('says how many requests nobody told of', () => {
    expect(between(vllm(1_300, 130, 13, 0), attempt('a'))).toMatchObject([
      { explanations: [{ reason: 'missing', requests: 2 }], explained: true },
    ]);
  });

  it('finds the tokens of streams that were cut off', () => {
    const cut = { outcome: 'aborted', billed: 'unknown', completionTokens: null } as const;
    expect(between(vllm(1_200, 117, 11, 1), attempt('a'), attempt('b', cut))).toMatchObject([
      {
        totals: [{ difference: 0 }, { difference: 0 }, { difference: 7 }],
        explanations: [{ reason: 'aborted', requests: 1, withoutUsage: 1 }],
        explained: true,
      },
    ]);
  });

  it('finds answers whose usage nobody told, and attempts that the server never had', () => {
    const silent = attempt('b', { promptTokens: null, completionTokens: null });
    expect(between(vllm(1_200, 120, 12, 0), attempt('a'), silent)).toMatchObject([
      { explanations: [{ reason: 'without usage', requests: 1 }], explained: true },
    ]);
    expect(between(vllm(1_100, 110, 11, 0), attempt('a'), attempt('b'))).toMatchObject([
      { explanations: [{ reason: 'elsewhere', requests: 1 }], explained: true },
    ]);
  });

  it('does not explain away what it cannot', () => {
    const twice = attempt('a', { promptTokens: 200 });
    expect(between(vllm(1_100, 110, 11, 0), twice)).toMatchObject([
      { explanations: [], explained: false },
    ]);
  });

  it('sees that a server counted from 0 again', () => {
    expect(between(vllm(100, 10, 1, 0), attempt('a'), attempt('b'))).toMatchObject([
      {
        totals: [{ server: 1 }, { server: 100 }, { server: 10 }],
        explanations: [{ reason: 'restarted' }, { reason: 'elsewhere', requests: 1 }],
      },
    ]);
  });

  it('counts failures for no request of the server, and models that it does not know apart', () => {
    const failed = attempt('f', { outcome: 'failed', promptTokens: null, completionTokens: null });
    const other = attempt('o', { responseModel: 'gpt-x' });
    expect(between(vllm(1_100, 110, 11, 0), attempt('a'), failed, other)).toMatchObject([
      { model: 'gpt-x', totals: [{ server: null, told: 1, difference: null }, {}, {}] },
      { model: 'llama', explanations: [], explained: true },
    ]);
  });
});
