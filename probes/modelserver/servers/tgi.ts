import { numberAt, textAt } from '../../data/json.ts';
import type { MetricNames } from '../metrics/names.ts';
import { unready } from '../server-asker.ts';
import type { ModelServer } from './server.ts';
import { sentence, tokenizerFacts } from './tokenizer.ts';

/** It tells no use of its KV cache, no time to first token, and its model's name nowhere among them. */
export const tgiNames: MetricNames = {
  prefix: /^tgi_/,
  named: {
    running: [{ name: 'tgi_batch_current_size' }],
    waiting: [{ name: 'tgi_queue_size' }],
    prompt_tokens: [{ name: 'tgi_request_input_length', part: 'sum' }],
    output_tokens: [{ name: 'tgi_request_generated_tokens', part: 'sum' }],
    steps: [{ name: 'tgi_batch_inference_count' }],
    requests: [{ name: 'tgi_request_count' }],
    errors: [{ name: 'tgi_request_failure', where: { err: /^(?!validation|incomplete)/ } }],
    token_gap: [{ name: 'tgi_request_mean_time_per_token_duration' }],
  },
  alsoKnown: [
    'tgi_batch_concat',
    'tgi_batch_concat_duration',
    'tgi_batch_current_max_tokens',
    'tgi_batch_decode_duration',
    'tgi_batch_filter_duration',
    'tgi_batch_forward_duration',
    'tgi_batch_inference_duration',
    'tgi_batch_inference_success',
    'tgi_batch_next_size',
    'tgi_batch_next_tokens',
    'tgi_request_duration',
    'tgi_request_inference_duration',
    'tgi_request_max_new_tokens',
    'tgi_request_queue_duration',
    'tgi_request_skipped_tokens',
    'tgi_request_success',
    'tgi_request_validation_duration',
  ],
};

export const tgi: ModelServer = {
  title: 'Text Generation Inference',
  health: '/health',
  recognise: [
    {
      path: '/info',
      by: ({ json }) =>
        textAt(json, 'model_id') !== undefined &&
        numberAt(json, 'max_concurrent_requests') !== undefined,
    },
  ],
  names: tgiNames,

  async describe(asker, options) {
    const health = await asker.get('/health');
    if (!health) return { signs: [], models: null };
    // Its health check computes a token: who fails it has a dead shard.
    if (health.status === 503 && textAt(health.json, 'error_type') === 'healthcheck') {
      const words = `/health answers 503: ${textAt(health.json, 'error') ?? ''}`;
      return { signs: [{ symptom: 'server.engine_dead', words }], models: null };
    }
    if (health.status !== 200) return { signs: [unready(health, '/health')], models: null };
    const info = (await asker.may('/info'))?.json;
    const name = textAt(info, 'model_id');
    const models =
      name === undefined
        ? null
        : [
            {
              name,
              root: name,
              revision: textAt(info, 'model_sha'),
              context: numberAt(info, 'max_total_tokens'),
            },
          ];
    const later = () =>
      tokenizerFacts(
        asker,
        options,
        { path: '/tokenize', body: { inputs: sentence } },
        { path: '/chat_tokenize', body: { messages: [{ role: 'user', content: sentence }] } },
      );
    return { signs: [], version: textAt(info, 'version'), models, later };
  },
};
