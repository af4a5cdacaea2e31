import { at, textAt } from '../../data/json.ts';
import type { Sample } from '../../metrics/exposition.ts';
import { type MetricNames, plainName } from '../metrics/names.ts';
import type { ServerMeters } from '../metrics/read.ts';
import { unready } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import { modelsListed, ownerIn } from './listed.ts';
import type { ModelServer } from './server.ts';
import { sentence, tokenizerFacts } from './tokenizer.ts';

/** Old names live on for two versions, then they are gone. */
export const vllmNames: MetricNames = {
  prefix: /^(?:vllm|lmcache):/,
  named: {
    running: [{ name: 'vllm:num_requests_running' }],
    waiting: [{ name: 'vllm:num_requests_waiting' }],
    kv_used: [
      { name: 'vllm:kv_cache_usage_perc', versions: '0.10 and later' },
      { name: 'vllm:gpu_cache_usage_perc', versions: 'before 0.12' },
    ],
    preemptions: [{ name: 'vllm:num_preemptions_total' }, { name: 'vllm:num_preemptions' }],
    prompt_tokens: [{ name: 'vllm:prompt_tokens_total' }, { name: 'vllm:prompt_tokens' }],
    output_tokens: [{ name: 'vllm:generation_tokens_total' }, { name: 'vllm:generation_tokens' }],
    steps: [{ name: 'vllm:iteration_tokens_total', part: 'count' }],
    requests: [{ name: 'vllm:request_success_total' }, { name: 'vllm:request_success' }],
    errors: [
      { name: 'vllm:request_success_total', where: { finished_reason: /^error$/ } },
      { name: 'vllm:request_success', where: { finished_reason: /^error$/ } },
    ],
    // Told only with VLLM_COMPUTE_NANS_IN_LOGITS=1.
    corrupted: [{ name: 'vllm:corrupted_requests_total' }, { name: 'vllm:corrupted_requests' }],
    prefix_queries: [
      { name: 'vllm:prefix_cache_queries_total' },
      { name: 'vllm:prefix_cache_queries' },
      { name: 'vllm:gpu_prefix_cache_queries_total', versions: 'before 0.10' },
      { name: 'vllm:gpu_prefix_cache_queries' },
    ],
    prefix_hits: [
      { name: 'vllm:prefix_cache_hits_total' },
      { name: 'vllm:prefix_cache_hits' },
      { name: 'vllm:gpu_prefix_cache_hits_total', versions: 'before 0.10' },
      { name: 'vllm:gpu_prefix_cache_hits' },
    ],
    first_token: [{ name: 'vllm:time_to_first_token_seconds' }],
    token_gap: [
      { name: 'vllm:inter_token_latency_seconds', versions: '0.11 and later' },
      { name: 'vllm:time_per_output_token_seconds', versions: 'before 0.13' },
      { name: 'vllm:request_time_per_output_token_seconds' },
    ],
    asleep: [
      {
        name: 'vllm:engine_sleep_state',
        where: { sleep_state: /^(?:weights_offloaded|discard_all)$/ },
      },
    ],
  },
  alsoKnown: [
    'vllm:avg_generation_throughput_toks_per_s',
    'vllm:avg_prompt_throughput_toks_per_s',
    'vllm:cache_config_info',
    'vllm:cpu_cache_usage_perc',
    'vllm:cpu_prefix_cache_hit_rate',
    'vllm:e2e_request_latency_seconds',
    'vllm:engine_healthy',
    'vllm:estimated_flops_per_gpu',
    'vllm:estimated_read_bytes_per_gpu',
    'vllm:estimated_write_bytes_per_gpu',
    'vllm:external_prefix_cache_hits',
    'vllm:external_prefix_cache_queries',
    'vllm:gpu_prefix_cache_hit_rate',
    'vllm:lora_requests_info',
    'vllm:mm_cache_hits',
    'vllm:mm_cache_queries',
    'vllm:model_forward_time_milliseconds',
    'vllm:model_execute_time_milliseconds',
    'vllm:num_requests_swapped',
    'vllm:num_requests_waiting_by_reason',
    'vllm:prompt_tokens_by_source',
    'vllm:prompt_tokens_cached',
    'vllm:prompt_tokens_recomputed',
    'vllm:request_decode_time_seconds',
    'vllm:request_generation_tokens',
    'vllm:request_inference_time_seconds',
    'vllm:request_max_num_generation_tokens',
    'vllm:request_params_best_of',
    'vllm:request_params_max_tokens',
    'vllm:request_params_n',
    'vllm:request_prefill_kv_computed_tokens',
    'vllm:request_prefill_time_seconds',
    'vllm:request_prompt_tokens',
    'vllm:request_queue_time_seconds',
    'vllm:spec_decode_num_accepted_tokens',
    'vllm:spec_decode_num_accepted_tokens_per_pos',
    'vllm:spec_decode_num_draft_tokens',
    'vllm:spec_decode_num_drafts',
    'vllm:time_in_queue_requests',
  ],
};

export const vllm: ModelServer = {
  title: 'vLLM',
  health: '/health',
  recognise: [{ path: '/v1/models', by: (reply) => ownerIn(reply) === 'vllm' }],
  names: vllmNames,

  async describe(asker, options) {
    const health = await asker.get('/health');
    if (!health) return { signs: [], models: null };
    // Empty bodies are its own: 503 (in version 0, 500) is what it answers for a dead engine alone.
    const isDead = [500, 503].includes(health.status) && health.text.trim() === '';
    if (isDead) {
      const words = `/health answers ${health.status}: the engine is dead, the server in front of it lives`;
      return { signs: [{ symptom: 'server.engine_dead', words }], models: null };
    }
    if (health.status !== 200) return { signs: [unready(health, '/health')], models: null };
    const version = textAt((await asker.may('/version'))?.json, 'version');
    const listed = await asker.get('/v1/models');
    if (listed && listed.status !== 200) {
      return { signs: [unready(listed, '/v1/models')], version, models: null };
    }
    const models = modelsListed(listed);
    const sleeping = at((await asker.may('/is_sleeping'))?.json, 'is_sleeping') === true;
    const model = options.model ?? models?.find(({ base }) => base === undefined)?.name;
    const later = () =>
      tokenizerFacts(
        asker,
        options,
        { path: '/tokenize', body: { model, prompt: sentence } },
        { path: '/tokenize', body: { model, messages: [{ role: 'user', content: sentence }] } },
      );
    return {
      signs: sleeping ? [{ symptom: 'server.asleep', words: '/is_sleeping says so' }] : [],
      version,
      models,
      later,
    };
  },

  factsOf: loraFacts,
  judgeMeters: judgeEngines,
};

/**
 * With --enable-fault-tolerance it tells of each of its engines whether it is well: 0 is an engine that is
 * unhealthy or dead, or one that its server has lost.
 */
function judgeEngines({ samples }: ServerMeters): readonly Sign[] {
  const engines = samples.filter(({ name }) => plainName(name) === 'vllm:engine_healthy');
  const ill = engines.filter(({ value }) => value === 0).map(({ labels }) => labels.get('engine'));
  if (ill.length === 0) return [];
  const words = `engine_healthy is 0 of engine ${ill.join(', ')}, ${ill.length} of ${engines.length}`;
  const symptom = ill.length === engines.length ? 'server.engine_dead' : 'server.part_down';
  return [{ symptom, words }];
}

/** One sample for each moment, its time for a value: the last one is true now. */
function loraFacts({ samples }: ServerMeters): Readonly<Record<string, string>> {
  const told = samples.filter(({ name }) => plainName(name) === 'vllm:lora_requests_info');
  const last = told.reduce<Sample | undefined>(
    (newest, one) => (newest && newest.value >= one.value ? newest : one),
    undefined,
  );
  const running = last?.labels.get('running_lora_adapters') ?? '';
  const waiting = last?.labels.get('waiting_lora_adapters') ?? '';
  return {
    ...(running === '' ? {} : { 'adapters.running': running }),
    ...(waiting === '' ? {} : { 'adapters.waiting': waiting }),
  };
}
