import { textAt } from '../../data/json.ts';
import type { MetricNames } from '../metrics/names.ts';
import { unhealthy } from '../server-asker.ts';
import type { Sign } from '../sign.ts';
import type { ModelServer } from './server.ts';

/** Where its metrics are unless it is told otherwise: a port of their own. */
const METRICS_PORT = '8002';
/** Models of one repository that are looked at. */
const MAX_MODELS = 1_000;

export const tritonNames: MetricNames = {
  prefix: /^nv_/,
  named: {
    waiting: [{ name: 'nv_inference_pending_request_count' }],
    steps: [{ name: 'nv_inference_exec_count' }],
    output_tokens: [{ name: 'nv_inference_count' }],
    requests: {
      all: [{ name: 'nv_inference_request_success' }, { name: 'nv_inference_request_failure' }],
    },
    // Of version 24.x on with a reason: what the client broke off is no error of the server's.
    errors: [{ name: 'nv_inference_request_failure', where: { reason: /^(?!CANCELED|REJECTED)/ } }],
    first_token: [{ name: 'nv_inference_first_response_histogram_ms', factor: 0.001 }],
  },
  alsoKnown: [
    'nv_cache_insertion_duration',
    'nv_cache_lookup_duration',
    'nv_cache_num_entries',
    'nv_cache_num_evictions',
    'nv_cache_num_hits',
    'nv_cache_num_hits_per_model',
    'nv_cache_num_lookups',
    'nv_cache_num_misses',
    'nv_cache_num_misses_per_model',
    'nv_cache_util',
    'nv_cpu_memory_total_bytes',
    'nv_cpu_memory_used_bytes',
    'nv_cpu_utilization',
    'nv_energy_consumption',
    'nv_gpu_memory_total_bytes',
    'nv_gpu_memory_used_bytes',
    'nv_gpu_power_limit',
    'nv_gpu_power_usage',
    'nv_gpu_utilization',
    'nv_inference_compute_infer_duration_us',
    'nv_inference_compute_infer_summary_us',
    'nv_inference_compute_input_duration_us',
    'nv_inference_compute_input_summary_us',
    'nv_inference_compute_output_duration_us',
    'nv_inference_compute_output_summary_us',
    'nv_inference_queue_duration_us',
    'nv_inference_queue_summary_us',
    'nv_inference_request_duration_us',
    'nv_inference_request_summary_us',
    'nv_model_load_duration_secs',
    'nv_pinned_memory_pool_total_bytes',
    'nv_pinned_memory_pool_used_bytes',
  ],
};

export const triton: ModelServer = {
  title: 'Triton',
  health: '/v2/health/ready',
  recognise: [{ path: '/v2', by: ({ json }) => textAt(json, 'name') === 'triton' }],
  names: tritonNames,
  metricsAt(base) {
    const url = new URL(base);
    url.port = METRICS_PORT;
    url.pathname = '/metrics';
    return url;
  },

  async describe(asker, { model }) {
    const live = await asker.get('/v2/health/live');
    if (!live) return { signs: [], models: null };
    if (live.status !== 200) return { signs: [unhealthy(live, '/v2/health/live')], models: null };
    const version = textAt((await asker.may('/v2'))?.json, 'version');
    const index = await asker.post('/v2/repository/index', {});
    const entries = entriesIn(index?.json);
    const signs = judgeRepository(entries, model);
    // Not ready are also models that nobody here asks for: then the list has said which.
    const ready = await asker.get('/v2/health/ready');
    if (ready && ready.status !== 200 && signs.length === 0) {
      signs.push(unhealthy(ready, '/v2/health/ready'));
    }
    const loaded = entries?.filter(({ state }) => state === 'READY');
    return {
      signs,
      version,
      models: loaded?.map(({ name, version: revision }) => ({ name, revision })) ?? null,
      measures: loaded ? [{ name: 'server.models', value: loaded.length, unit: 'count' }] : [],
    };
  },
};

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly reason: string;
}

function entriesIn(document: unknown): readonly Entry[] | null {
  if (!Array.isArray(document)) return null;
  return document.slice(0, MAX_MODELS).map((entry) => ({
    name: textAt(entry, 'name') ?? '',
    version: textAt(entry, 'version') ?? '',
    state: textAt(entry, 'state') ?? '',
    reason: textAt(entry, 'reason') ?? '',
  }));
}

/** A model of which one version is ready is served, whatever became of the others. */
function judgeRepository(entries: readonly Entry[] | null, model: string | undefined): Sign[] {
  if (!entries) return [];
  const served = new Set(entries.filter(({ state }) => state === 'READY').map(({ name }) => name));
  const signs: Sign[] = [];
  for (const { name, state, reason } of entries) {
    if (served.has(name) || (model !== undefined && name !== model)) continue;
    const words = `${name} is ${state === '' ? 'not loaded' : state}${reason === '' ? '' : `: ${reason}`}`;
    if (state === 'LOADING') signs.push({ symptom: 'llm.loading', words });
    else if (name === model) signs.push({ symptom: 'server.not_ready', words });
    // Listed and never asked for, or taken out on purpose: no fault.
    else if (reason !== '' && reason !== 'unloaded') {
      signs.push({ symptom: 'server.part_down', words });
    }
  }
  return signs;
}
