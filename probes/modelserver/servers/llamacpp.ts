import { at, numberAt, textAt } from '../../data/json.ts';
import { headerText } from '../../network/answer-facts.ts';
import type { MetricNames } from '../metrics/names.ts';
import { type ServerReply, unready } from '../server-asker.ts';
import { modelsListed, ownerIn } from './listed.ts';
import type { ModelServer, ServedModel } from './server.ts';
import { fingerprint, sentence, tokenizerFacts } from './tokenizer.ts';

/** Told only where it was started with --metrics. */
export const llamacppNames: MetricNames = {
  prefix: /^llamacpp:/,
  named: {
    running: [{ name: 'llamacpp:requests_processing' }],
    waiting: [{ name: 'llamacpp:requests_deferred' }],
    kv_used: [{ name: 'llamacpp:kv_cache_usage_ratio', versions: 'before b6100' }],
    prompt_tokens: [{ name: 'llamacpp:prompt_tokens_total' }],
    // It counts the tokens of a request when that ends, and its decoding steps as they are made.
    output_tokens: [{ name: 'llamacpp:tokens_predicted_total' }],
    steps: [{ name: 'llamacpp:n_decode_total' }],
  },
  alsoKnown: [
    'llamacpp:kv_cache_tokens',
    'llamacpp:n_busy_slots_per_decode',
    'llamacpp:n_past_max',
    'llamacpp:n_tokens_max',
    'llamacpp:predicted_tokens_seconds',
    'llamacpp:prompt_seconds_total',
    'llamacpp:prompt_tokens_seconds',
    'llamacpp:tokens_predicted_seconds_total',
  ],
};

export const llamacpp: ModelServer = {
  title: 'llama.cpp',
  health: '/health',
  recognise: [
    {
      path: '/v1/models',
      by: (reply) =>
        ownerIn(reply) === 'llamacpp' ||
        /^llama\.cpp/i.test(headerText(reply.headers, 'server') ?? ''),
    },
    { path: '/props', by: ({ json }) => at(json, 'default_generation_settings') !== undefined },
  ],
  names: llamacppNames,

  async describe(asker, options) {
    const health = await asker.get('/health');
    if (!health) return { signs: [], models: null };
    if (health.status !== 200) return { signs: [unready(health, '/health')], models: null };
    const props = (await asker.may('/props'))?.json;
    const listed = modelsListed(await asker.get('/v1/models')) ?? [];
    const adapters = adaptersIn(await asker.may('/lora-adapters'), listed[0]?.name);
    const template = textAt(props, 'chat_template');
    // What each of its slots has: the context of all is divided among them.
    const context = numberAt(props, 'default_generation_settings', 'n_ctx');
    const root = textAt(props, 'model_path');
    const later = () =>
      tokenizerFacts(asker, options, {
        path: '/tokenize',
        body: { content: sentence },
      });
    return {
      signs: [],
      version: textAt(props, 'build_info'),
      models: [
        ...listed.map((model) => ({ ...model, root, context: context ?? model.context })),
        ...adapters,
      ],
      facts: {
        ...(template === undefined ? {} : { 'server.chat_template': fingerprint(template) }),
        ...slotsOf(props),
      },
      later,
    };
  },
};

function slotsOf(props: unknown): Readonly<Record<string, number>> {
  const slots = numberAt(props, 'total_slots');
  return slots === undefined ? {} : { 'server.slots': slots };
}

/** An adapter of scale 0 is loaded and not applied to anything. */
function adaptersIn(reply: ServerReply | null, base = ''): readonly ServedModel[] {
  if (!Array.isArray(reply?.json)) return [];
  return reply.json.flatMap((entry): readonly ServedModel[] => {
    const path = textAt(entry, 'path');
    if (path === undefined || numberAt(entry, 'scale') === 0) return [];
    const name = (path.split('/').at(-1) ?? path).replace(/\.gguf$/, '');
    return [{ name, root: path, base }];
  });
}
