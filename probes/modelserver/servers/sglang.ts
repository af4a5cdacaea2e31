import { at, numberAt, textAt } from '../../data/json.ts';
import type { MetricNames } from '../metrics/names.ts';
import { unhealthy, unready } from '../server-asker.ts';
import { modelsListed, ownerIn } from './listed.ts';
import type { ModelServer } from './server.ts';
import { sentence, tokenizerFacts } from './tokenizer.ts';

/** Told only where it was started with --enable-metrics. */
export const sglangNames: MetricNames = {
  prefix: /^sglang:/,
  named: {
    running: [{ name: 'sglang:num_running_reqs' }],
    waiting: [{ name: 'sglang:num_queue_reqs' }],
    kv_used: [{ name: 'sglang:token_usage' }, { name: 'sglang:full_token_usage' }],
    preemptions: [
      { name: 'sglang:num_retracted_reqs_total', versions: '0.5.6 and later' },
      { name: 'sglang:num_retractions' },
    ],
    prompt_tokens: [{ name: 'sglang:prompt_tokens_total' }],
    // It counts the tokens of a request when that ends …
    output_tokens: [{ name: 'sglang:generation_tokens_total' }],
    // … and tells of the work in between here.
    steps: {
      all: [
        { name: 'sglang:realtime_tokens_total' },
        { name: 'sglang:gen_throughput' },
        { name: 'sglang:num_used_tokens' },
      ],
    },
    // Of requests that ended: their prompts, and of these what was cached. The second is absent while nothing was.
    prefix_queries: [{ name: 'sglang:prompt_tokens_total' }],
    prefix_hits: [{ name: 'sglang:cached_tokens_total', versions: '0.4.1 and later' }],
    requests: [{ name: 'sglang:num_requests_total' }],
    errors: [{ name: 'sglang:num_aborted_requests_total' }],
    first_token: [{ name: 'sglang:time_to_first_token_seconds' }],
    token_gap: [
      { name: 'sglang:inter_token_latency_seconds', versions: '0.4.7 and later' },
      { name: 'sglang:time_per_output_token_seconds', versions: 'before 0.5' },
    ],
  },
  alsoKnown: [
    'sglang:avg_request_queue_latency',
    'sglang:cache_hit_rate',
    'sglang:cached_tokens',
    'sglang:e2e_request_latency_seconds',
    'sglang:engine_load_weights_time',
    'sglang:engine_startup_time',
    'sglang:func_latency_seconds',
    'sglang:generation_tokens_histogram',
    'sglang:http_requests_active',
    'sglang:is_cuda_graph',
    'sglang:max_total_num_tokens',
    'sglang:num_decode_prealloc_queue_reqs',
    'sglang:num_decode_transfer_queue_reqs',
    'sglang:num_grammar_queue_reqs',
    'sglang:num_prefill_inflight_queue_reqs',
    'sglang:num_prefill_prealloc_queue_reqs',
    'sglang:num_retracted_reqs',
    'sglang:prompt_tokens_histogram',
    'sglang:queue_time_seconds',
    'sglang:spec_accept_length',
    'sglang:spec_accept_rate',
    'sglang:utilization',
  ],
};

export const sglang: ModelServer = {
  title: 'SGLang',
  health: '/health',
  recognise: [
    { path: '/v1/models', by: (reply) => ownerIn(reply) === 'sglang' },
    {
      path: '/get_model_info',
      by: ({ json }) =>
        textAt(json, 'model_path') !== undefined && at(json, 'is_generation') !== undefined,
    },
  ],
  names: sglangNames,

  async describe(asker, options) {
    const health = await asker.get('/health');
    if (!health) return { signs: [], models: null };
    if (health.status !== 200) return { signs: [unhealthy(health, '/health')], models: null };
    const listed = await asker.get('/v1/models');
    if (listed && listed.status !== 200) {
      return { signs: [unready(listed, '/v1/models')], models: null };
    }
    // It tells its key there too: only these fields are ever looked at.
    const info = (await asker.may('/server_info')) ?? (await asker.may('/get_server_info'));
    const own = modelsListed(listed);
    const revision = textAt(info?.json, 'revision');
    const context = numberAt(info?.json, 'context_length');
    const path = textAt(info?.json, 'model_path');
    const models =
      own?.map((model) => ({
        ...model,
        root: path ?? model.root,
        revision,
        context: model.context ?? context,
      })) ?? null;
    const later = () =>
      tokenizerFacts(asker, options, {
        path: '/tokenize',
        body: { model: options.model ?? own?.[0]?.name, prompt: sentence },
      });
    return { signs: [], version: textAt(info?.json, 'version'), models, later };
  },
};
