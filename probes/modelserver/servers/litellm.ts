import { at, textAt } from '../../data/json.ts';
import type { Sample } from '../../metrics/exposition.ts';
import type { MetricNames } from '../metrics/names.ts';
import type { ServerMeters } from '../metrics/read.ts';
import { type ServerReply, unready } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import type { Described, ModelServer, ServedModel } from './server.ts';

/** Deployments of one gateway that are looked at. */
const MAX_DEPLOYMENTS = 1_000;
/** Deployments named as evidence. */
const SHOWN = 4;
/** `litellm_deployment_state`: 0 healthy, 1 some requests fail, 2 complete outage. */
const OUTAGE = 2;

/** On its page only where `prometheus` is among its callbacks. */
export const litellmNames: MetricNames = {
  prefix: /^litellm_/,
  named: {
    running: [{ name: 'litellm_in_flight_requests' }],
    prompt_tokens: [
      { name: 'litellm_input_tokens_metric', versions: '1.74 and later' },
      { name: 'litellm_input_tokens' },
    ],
    output_tokens: [
      { name: 'litellm_output_tokens_metric', versions: '1.74 and later' },
      { name: 'litellm_output_tokens' },
    ],
    requests: [
      { name: 'litellm_deployment_total_requests' },
      { name: 'litellm_proxy_total_requests_metric' },
    ],
    errors: [
      {
        name: 'litellm_deployment_failure_responses',
        where: { exception_status: /^(?:5\d\d|None)?$/ },
      },
      { name: 'litellm_llm_api_failed_requests_metric', versions: 'deprecated' },
    ],
    first_token: [{ name: 'litellm_llm_api_time_to_first_token_metric' }],
    deployment_state: [{ name: 'litellm_deployment_state' }],
    cooldowns: [{ name: 'litellm_deployment_cooled_down' }],
  },
  alsoKnown: [
    'litellm_api_key_budget_remaining_hours_metric',
    'litellm_api_key_max_budget_metric',
    'litellm_deployment_failed_fallbacks',
    'litellm_deployment_failure_by_tag_responses',
    'litellm_deployment_latency_per_output_token',
    'litellm_deployment_success_responses',
    'litellm_deployment_successful_fallbacks',
    'litellm_in_memory_daily_spend_update_queue_size',
    'litellm_in_memory_spend_update_queue_size',
    'litellm_llm_api_latency_metric',
    'litellm_not_a_premium_user_metric',
    'litellm_overhead_latency_metric',
    'litellm_pod_lock_manager_size',
    'litellm_provider_remaining_budget_metric',
    'litellm_proxy_failed_requests_metric',
    'litellm_redis_daily_spend_update_queue_size',
    'litellm_redis_spend_update_queue_size',
    'litellm_remaining_api_key_budget_metric',
    'litellm_remaining_api_key_requests_for_model',
    'litellm_remaining_api_key_tokens_for_model',
    'litellm_remaining_requests',
    'litellm_remaining_requests_metric',
    'litellm_remaining_team_budget_metric',
    'litellm_remaining_tokens',
    'litellm_remaining_tokens_metric',
    'litellm_request_total_latency_metric',
    'litellm_requests_metric',
    'litellm_spend_metric',
    'litellm_team_budget_remaining_hours_metric',
    'litellm_team_max_budget_metric',
    'litellm_total_tokens',
    'litellm_total_tokens_metric',
    // What it asks in turn: latency, total_requests and failed_requests of each.
    ...[
      'auth',
      'batch_write_to_db',
      'postgres',
      'proxy_pre_call',
      'redis',
      'redis_daily_tag_spend_update_queue',
      'redis_daily_team_spend_update_queue',
      'reset_budget_job',
      'router',
      'self',
    ].flatMap((service) =>
      ['latency', 'total_requests', 'failed_requests'].map((what) => `litellm_${service}_${what}`),
    ),
  ],
};

/** Never asked for: its page `/health` sends a request to every model, which costs money. */
export const litellm: ModelServer = {
  title: 'LiteLLM',
  health: '/health/readiness',
  recognise: [
    { path: '/health/liveliness', by: ({ text }) => /^"?I'm alive!"?$/.test(text.trim()) },
  ],
  names: litellmNames,
  metricsAt: (base) => new URL(`${base.pathname.replace(/\/+$/, '')}/metrics/`, base),

  async describe(asker) {
    const live = await asker.get('/health/liveliness');
    if (!live) return { signs: [], models: null };
    if (live.status !== 200) return { signs: [unready(live, '/health/liveliness')], models: null };
    const readiness = await asker.get('/health/readiness');
    const signs = readiness ? judgeReadiness(readiness) : [];
    const info = await asker.may('/v1/model/info');
    return {
      signs,
      version: textAt(readiness?.json, 'litellm_version'),
      models: modelsIn(info),
    };
  },

  judgeMeters: judgeDeployments,
};

/** `db: Not connected` with status 200 is a gateway that was set up without one. */
function judgeReadiness(reply: ServerReply): readonly Sign[] {
  const db = textAt(reply.json, 'db') ?? '';
  const isLost = reply.status === 503 && !/loading|starting/i.test(reply.text);
  if (isLost || db === 'disconnected') {
    const words = isLost ? reply.text.slice(0, 200) : `its database is ${db}`;
    return [
      {
        symptom: 'server.store_lost',
        words: `/health/readiness answers ${reply.status}: ${words}`,
      },
    ];
  }
  return reply.status === 200 ? [] : [unready(reply, '/health/readiness')];
}

function modelsIn(reply: ServerReply | null): readonly ServedModel[] | null {
  const list = at(reply?.json, 'data');
  if (!Array.isArray(list)) return null;
  return list.slice(0, MAX_DEPLOYMENTS).flatMap((entry): readonly ServedModel[] => {
    const name = textAt(entry, 'model_name');
    // Behind one name stand the models that it really asks.
    if (name === undefined) return [];
    const id = textAt(entry, 'model_info', 'id');
    return [{ name, id, root: textAt(entry, 'litellm_params', 'model') }];
  });
}

/** Each deployment's own last word; those behind one name stand in for each other. */
function judgeDeployments(
  { samples }: ServerMeters,
  { models }: Described,
  { model }: { readonly model?: string | undefined },
  newCooldowns: number,
): readonly Sign[] {
  const names = new Map((models ?? []).map(({ id, name }) => [id, name]));
  const groupOf = ({ labels }: Sample): string =>
    names.get(labels.get('model_id')) ?? labels.get('litellm_model_name') ?? '';
  const told = samples
    .filter(({ name }) => name === 'litellm_deployment_state')
    .filter((sample) => model === undefined || groupOf(sample) === model)
    .slice(0, MAX_DEPLOYMENTS);
  const down = told.filter(({ value }) => value === OUTAGE);
  const lost = [...Map.groupBy(told, groupOf)].filter(([, all]) =>
    all.every(({ value }) => value === OUTAGE),
  );
  const who = down.slice(0, SHOWN).map(shown).join(', ');
  if (lost.length > 0) {
    const groups = lost.slice(0, SHOWN).map(([group]) => group);
    const words = `no deployment of ${groups.join(', ')} works: ${who}`;
    return [{ symptom: 'server.deployment_down', words }];
  }
  if (down.length > 0) {
    const words = `${down.length} of ${told.length} deployments are out: ${who}`;
    return [{ symptom: 'server.part_down', words }];
  }
  if (newCooldowns <= 0) return [];
  const words = `${newCooldowns} deployments were left out to cool down since the look before`;
  return [{ symptom: 'server.part_down', words }];
}

function shown({ labels }: Sample): string {
  return `${labels.get('litellm_model_name') ?? ''} at ${labels.get('api_provider') ?? labels.get('model_id') ?? ''}`;
}
