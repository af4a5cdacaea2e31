import type { ServerName } from '../../../probes/modelserver/options.ts';
import { metrics, type Pages } from '../../support/fakes/model-servers/fake-server.ts';
import {
  inferenceService,
  kservePages,
  litellmPages,
  llamacppPages,
  ollamaPages,
  rayApplications,
  rayservePages,
  sglangPages,
  tgiPages,
  tritonPages,
  vllmPages,
} from '../../support/fakes/model-servers/pages.ts';

/** A documented state of a model server, as it answers in it, and what a look must say. */
export interface ServerState {
  readonly server: ServerName;
  readonly state: string;
  /** One look at each, a quarter of a minute apart; the last one is judged. */
  readonly looks: readonly Pages[];
  readonly options?: object;
  /** Null: nothing is wrong. */
  readonly symptom: string | null;
  readonly source: string;
}

const changed = (pages: Pages, change: Pages): readonly Pages[] => [{ ...pages, ...change }];
const again = (pages: Pages, times: number): readonly Pages[] => Array(times).fill(pages);

const vllmMeters = (values: Readonly<Record<string, number>>): Pages => ({
  ...vllmPages,
  'GET /metrics': metrics(
    Object.fromEntries(
      Object.entries({
        num_requests_running: 2,
        num_requests_waiting: 0,
        kv_cache_usage_perc: 0.25,
        generation_tokens_total: 1_000,
        num_preemptions_total: 0,
        ...values,
      }).map(([name, value]) => [`vllm:${name}{engine="0",model_name="small"}`, value]),
    ),
  ),
});
const succeeded = (stop: number, error: number): Pages => ({
  ...vllmPages,
  'GET /metrics': metrics({
    'vllm:request_success_total{finished_reason="stop"}': stop,
    'vllm:request_success_total{finished_reason="error"}': error,
  }),
});

/** Prompts of 5,000 tokens between two looks, so many of whose tokens stood in the cache of prefixes. */
const cached = (hits: readonly number[]): readonly Pages[] =>
  hits.map((_, index) =>
    vllmMeters({
      generation_tokens_total: 1_000 + index,
      prefix_cache_queries_total: 5_000 * (index + 1),
      prefix_cache_hits_total: hits.slice(0, index + 1).reduce((sum, one) => sum + one, 0),
    }),
  );
/** A server that was started anew counts from 0. */
const startedAnew = (hits: readonly number[]): readonly Pages[] => [
  ...cached(Array(8).fill(4_000)),
  ...cached(hits),
];

const vllmStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [vllmPages], symptom: null, source: 'docs: OpenAI-compatible server' },
  {
    state: 'the engine process died: 503 without a body',
    looks: changed(vllmPages, { 'GET /health': { status: 503 } }),
    symptom: 'server.engine_dead',
    source: 'EngineDeadError in /health',
  },
  {
    state: 'the engine of version 0 died: 500 without a body',
    looks: changed(vllmPages, { 'GET /health': { status: 500 } }),
    symptom: 'server.engine_dead',
    source: 'AsyncEngineDeadError in /health',
  },
  {
    state: 'a hop in front of it has no backend: 503 with words',
    looks: changed(vllmPages, { 'GET /health': { status: 503, body: 'no healthy upstream' } }),
    symptom: 'http.503',
    source: 'Envoy',
  },
  {
    state: 'wants a key',
    looks: changed(vllmPages, {
      'GET /v1/models': { status: 401, body: { error: 'Unauthorized' } },
    }),
    symptom: 'llm.auth',
    source: '--api-key guards /v1 alone',
  },
  {
    state: 'asleep, told in development mode',
    looks: changed(vllmPages, { 'GET /is_sleeping': { body: { is_sleeping: true } } }),
    symptom: 'server.asleep',
    source: 'sleep mode',
  },
  {
    state: 'asleep, told by its metrics',
    looks: changed(vllmPages, {
      'GET /metrics': metrics({
        'vllm:engine_sleep_state{sleep_state="awake"}': 0,
        'vllm:engine_sleep_state{sleep_state="weights_offloaded"}': 1,
        'vllm:engine_sleep_state{sleep_state="discard_all"}': 0,
      }),
    }),
    symptom: 'server.asleep',
    source: 'engine_sleep_state',
  },
  {
    state: 'health is green, requests run, and no token came in four looks',
    looks: again(vllmPages, 4),
    symptom: 'server.engine_hung',
    source: 'vllm#36451, vllm#39863',
  },
  {
    state: 'the same with tokens from look to look',
    looks: [1_000, 1_001, 1_002, 1_003].map((tokens) =>
      vllmMeters({ generation_tokens_total: tokens }),
    ),
    symptom: null,
    source: 'it computes',
  },
  {
    state: 'nothing runs or waits, and no token comes',
    looks: again(vllmMeters({ num_requests_running: 0 }), 4),
    symptom: null,
    source: 'it is idle',
  },
  {
    state: 'requests wait, none runs, and nothing moves',
    looks: again(vllmMeters({ num_requests_running: 0, num_requests_waiting: 3 }), 4),
    symptom: 'server.engine_hung',
    source: 'vllm#39863',
  },
  {
    state: 'the KV cache is full',
    looks: [vllmMeters({ kv_cache_usage_perc: 0.99 })],
    symptom: 'server.kv_full',
    source: 'kv_cache_usage_perc',
  },
  {
    state: 'the KV cache is full, told under the old name',
    looks: changed(vllmPages, { 'GET /metrics': metrics({ 'vllm:gpu_cache_usage_perc': 1 }) }),
    symptom: 'server.kv_full',
    source: 'gpu_cache_usage_perc',
  },
  {
    state: 'sets running requests aside again and again',
    looks: [
      vllmMeters({}),
      vllmMeters({ num_preemptions_total: 40, generation_tokens_total: 1_100 }),
    ],
    symptom: 'server.preempting',
    source: 'num_preemptions_total',
  },
  {
    state: 'set two aside in a quarter of a minute',
    looks: [
      vllmMeters({}),
      vllmMeters({ num_preemptions_total: 2, generation_tokens_total: 1_100 }),
    ],
    symptom: null,
    source: 'usual under load',
  },
  {
    state: 'began anew: its counters fell',
    looks: [vllmMeters({ num_preemptions_total: 900 }), vllmMeters({ generation_tokens_total: 5 })],
    symptom: null,
    source: 'counters begin at 0',
  },
  {
    state: 'more requests wait than allowed',
    looks: [vllmMeters({ num_requests_waiting: 21 })],
    symptom: 'server.queue_long',
    source: 'num_requests_waiting',
  },
  {
    state: 'requests end with errors',
    looks: [succeeded(100, 0), succeeded(104, 6)],
    symptom: 'server.errors',
    source: 'request_success_total by finished_reason',
  },
  {
    state: 'requests had NaN in their logits',
    looks: [
      vllmMeters({}),
      vllmMeters({ corrupted_requests_total: 3, generation_tokens_total: 1_100 }),
    ],
    symptom: 'server.corrupted',
    source: 'corrupted_requests, with VLLM_COMPUTE_NANS_IN_LOGITS',
  },
  {
    state: 'some had long ago',
    looks: again(vllmMeters({ num_requests_running: 0, corrupted_requests_total: 3 }), 2),
    symptom: null,
    source: 'corrupted_requests is a counter',
  },
  {
    state: 'one of two engines is ill',
    looks: changed(vllmPages, {
      'GET /metrics': metrics({
        'vllm:engine_healthy{engine="0"}': 1,
        'vllm:engine_healthy{engine="1"}': 0,
      }),
    }),
    symptom: 'server.part_down',
    source: 'engine_healthy, with --enable-fault-tolerance',
  },
  {
    state: 'its only engine is ill, and /health answers 200',
    looks: changed(vllmPages, {
      'GET /metrics': metrics({ 'vllm:engine_healthy{engine="0"}': 0 }),
    }),
    symptom: 'server.engine_dead',
    source: 'engine_healthy, with --enable-fault-tolerance',
  },
  {
    state: 'its engines are well',
    looks: changed(vllmPages, {
      'GET /metrics': metrics({ 'vllm:engine_healthy{engine="0"}': 1 }),
    }),
    symptom: null,
    source: 'engine_healthy, with --enable-fault-tolerance',
  },
  {
    state: 'was started anew, and its cache of prefixes is empty',
    looks: startedAnew([0, 100]),
    symptom: 'server.cache_cold',
    source: 'prefix_cache_hits, prefix_cache_queries',
  },
  {
    state: 'was started anew, and its cache filled again',
    looks: startedAnew([0, 100, 3_900]),
    symptom: null,
    source: 'prefix_cache_hits, prefix_cache_queries',
  },
  {
    state: 'finds half as many prompts in its cache as before',
    looks: startedAnew([2_000, 2_000]),
    symptom: null,
    source: 'other prompts are asked',
  },
  {
    state: 'never found a prompt in its cache',
    looks: cached(Array(10).fill(0)),
    symptom: null,
    source: 'no two prompts begin alike',
  },
  {
    state: 'serves another model',
    looks: [vllmPages],
    options: { model: 'large' },
    symptom: 'llm.model_not_found',
    source: '/v1/models',
  },
  {
    state: 'serves other weights under the right name',
    looks: [vllmPages],
    options: { model: 'small', expect: { root: 'meta-llama/Llama-3.1-70B-Instruct' } },
    symptom: 'llm.wrong_model',
    source: 'root in /v1/models',
  },
  {
    state: 'an adapter is loaded',
    looks: [vllmPages],
    options: { adapters: ['house-style'] },
    symptom: null,
    source: 'parent in /v1/models',
  },
  {
    state: 'an adapter is not loaded',
    looks: [vllmPages],
    options: { adapters: ['house-style', 'legal'] },
    symptom: 'server.adapter_missing',
    source: 'vllm#30690',
  },
  {
    state: 'accepts and says nothing',
    looks: changed(vllmPages, { 'GET /health': { hangs: true } }),
    symptom: 'http.timeout',
    source: 'its event loop is blocked',
  },
];

/** As {@link cached}, of SGLang: it tells of cached tokens from the first on. */
const cachedBySglang = (hits: readonly number[]): readonly Pages[] =>
  hits.map((_, index) => {
    const all = hits.slice(0, index + 1).reduce((sum, one) => sum + one, 0);
    return {
      ...sglangPages,
      'GET /metrics': metrics({
        'sglang:prompt_tokens_total{model_name="small"}': 5_000 * (index + 1),
        'sglang:generation_tokens_total{model_name="small"}': 1_000 + index,
        ...(all === 0
          ? {}
          : { 'sglang:cached_tokens_total{model_name="small",cache_source="device"}': all }),
      }),
    };
  });

const sglangStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [sglangPages], symptom: null, source: 'docs: native API' },
  {
    state: 'starting, or without a sign of life of its detokenizer',
    looks: changed(sglangPages, { 'GET /health': { status: 503 } }),
    symptom: 'server.not_ready',
    source: 'ServerStatus.Starting, UnHealthy',
  },
  {
    state: 'requests run, and neither throughput nor tokens move',
    looks: again(sglangPages, 4),
    symptom: 'server.engine_hung',
    source: 'sglang#22511',
  },
  {
    state: 'a long answer: its tokens are counted at the end, its throughput moves',
    looks: [425.5, 420.1, 431, 419.9].map((speed) => ({
      ...sglangPages,
      'GET /metrics': metrics({
        'sglang:num_running_reqs': 1,
        'sglang:generation_tokens_total': 32,
        'sglang:gen_throughput': speed,
      }),
    })),
    symptom: null,
    source: 'it computes',
  },
  {
    state: 'its KV pool is full and requests wait',
    looks: changed(sglangPages, {
      'GET /metrics': metrics({ 'sglang:token_usage': 0.99, 'sglang:num_queue_reqs': 2_826 }),
    }),
    symptom: 'server.kv_full',
    source: 'token_usage',
  },
  {
    state: 'was started anew, and its cache of prefixes is empty',
    looks: [...cachedBySglang(Array(8).fill(4_000)), ...cachedBySglang([0, 100])],
    symptom: 'server.cache_cold',
    source: 'cached_tokens_total, prompt_tokens_total',
  },
  {
    state: 'was started anew, and its cache filled again',
    looks: [...cachedBySglang(Array(8).fill(4_000)), ...cachedBySglang([0, 100, 3_900])],
    symptom: null,
    source: 'cached_tokens_total, prompt_tokens_total',
  },
  {
    state: 'runs with --disable-radix-cache',
    looks: cachedBySglang(Array(10).fill(0)),
    symptom: null,
    source: 'nothing is ever cached',
  },
  {
    state: 'runs without metrics',
    looks: changed(sglangPages, { 'GET /metrics': { status: 404 } }),
    symptom: null,
    source: '--enable-metrics is off by default',
  },
  {
    state: 'another revision than expected',
    looks: [sglangPages],
    options: { expect: { revision: 'f00d' } },
    symptom: 'llm.wrong_model',
    source: 'revision in /server_info',
  },
];

const tgiStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [tgiPages], symptom: null, source: 'OpenAPI: /health, /info' },
  {
    state: 'a shard is dead: its health check computes a token',
    looks: changed(tgiPages, {
      'GET /health': { status: 503, body: { error: 'unhealthy', error_type: 'healthcheck' } },
    }),
    symptom: 'server.engine_dead',
    source: 'OpenAPI: /health',
  },
  {
    state: 'requests run, and no batch is computed',
    looks: again(tgiPages, 4),
    symptom: 'server.engine_hung',
    source: 'tgi_batch_inference_count',
  },
  {
    state: 'more requests wait than allowed',
    looks: changed(tgiPages, {
      'GET /metrics': metrics({ tgi_queue_size: 64, tgi_batch_current_size: 8 }),
    }),
    symptom: 'server.queue_long',
    source: 'tgi_queue_size',
  },
  {
    state: 'generation fails; refused requests do not count',
    looks: [
      { ...tgiPages, 'GET /metrics': metrics({ tgi_request_count: 40 }) },
      {
        ...tgiPages,
        'GET /metrics': metrics({
          tgi_request_count: 60,
          'tgi_request_failure{err="generation"}': 12,
          'tgi_request_failure{err="validation"}': 2,
        }),
      },
    ],
    symptom: 'server.errors',
    source: 'tgi_request_failure',
  },
  {
    state: 'another revision than expected',
    looks: [tgiPages],
    options: { expect: { revision: '0000' } },
    symptom: 'llm.wrong_model',
    source: 'model_sha in /info',
  },
];

const repository = (...entries: readonly (readonly [string, string, string])[]): Pages => ({
  ...tritonPages,
  'GET /v2/health/ready': { status: 400 },
  'POST /v2/repository/index': {
    body: entries.map(([name, state, reason]) => ({ name, version: '1', state, reason })),
  },
});

const tritonStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [tritonPages], symptom: null, source: 'KServe protocol v2' },
  {
    state: 'alive, and a model that must be ready is not',
    looks: [repository(['embedder', 'UNAVAILABLE', 'Internal: failed to load'])],
    options: { model: 'embedder' },
    symptom: 'server.not_ready',
    source: 'repository extension',
  },
  {
    state: 'a model is loading',
    looks: [repository(['embedder', 'LOADING', ''])],
    symptom: 'llm.loading',
    source: 'repository extension',
  },
  {
    state: 'one of its models failed to load, the others serve',
    looks: [
      repository(
        ['embedder', 'READY', ''],
        ['reranker', 'UNAVAILABLE', 'Invalid argument: no version'],
      ),
    ],
    symptom: 'server.part_down',
    source: 'triton#5745',
  },
  {
    state: 'an old version of a model is unloaded, a newer one serves',
    looks: [
      {
        ...tritonPages,
        'POST /v2/repository/index': {
          body: [
            { name: 'embedder', version: '1', state: 'UNAVAILABLE', reason: 'unloaded' },
            { name: 'embedder', version: '2', state: 'READY', reason: '' },
          ],
        },
      },
    ],
    symptom: null,
    source: 'version policy',
  },
  {
    state: 'not ready, without saying why',
    looks: changed(tritonPages, { 'GET /v2/health/ready': { status: 400 } }),
    symptom: 'server.not_ready',
    source: 'KServe protocol v2',
  },
  {
    state: 'not alive',
    looks: changed(tritonPages, { 'GET /v2/health/live': { status: 503 } }),
    symptom: 'server.not_ready',
    source: 'KServe protocol v2',
  },
  {
    state: 'serves other models than the one asked for',
    looks: [tritonPages],
    options: { model: 'small' },
    symptom: 'llm.model_not_found',
    source: 'repository extension',
  },
];

const loaded = (vram: number): Pages => ({
  ...ollamaPages,
  'GET /api/ps': {
    body: { models: [{ name: 'llama3.1:8b', size: 6_000_000_000, size_vram: vram }] },
  },
});

const ollamaStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves from the GPU', looks: [ollamaPages], symptom: null, source: 'docs/api.md' },
  {
    state: 'a third of the model is beside the GPU',
    looks: [loaded(4_000_000_000)],
    symptom: 'server.cpu_offload',
    source: 'size_vram in /api/ps',
  },
  {
    state: 'all of the model is on the processor',
    looks: [loaded(0)],
    symptom: 'server.cpu_offload',
    source: 'ollama#5581',
  },
  {
    state: 'nothing is loaded: nobody asked for minutes',
    looks: changed(ollamaPages, { 'GET /api/ps': { body: { models: [] } } }),
    symptom: null,
    source: 'keep_alive',
  },
  {
    state: 'the model was never pulled',
    looks: [ollamaPages],
    options: { model: 'qwen3:32b' },
    symptom: 'llm.model_not_found',
    source: '/api/tags',
  },
  {
    state: 'the tag was pulled anew and is another model now',
    looks: [ollamaPages],
    options: { model: 'llama3.1:8b', expect: { revision: 'sha256:deadbeef' } },
    symptom: 'llm.wrong_model',
    source: 'digest in /api/tags',
  },
];

const llamacppStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [llamacppPages], symptom: null, source: 'tools/server/README.md' },
  {
    state: 'loads its model',
    looks: changed(llamacppPages, {
      'GET /health': {
        status: 503,
        body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
      },
    }),
    symptom: 'llm.loading',
    source: 'tools/server/README.md',
  },
  {
    state: 'a request runs, and nothing is decoded',
    looks: again(llamacppPages, 4),
    symptom: 'server.engine_hung',
    source: 'n_decode_total',
  },
  {
    state: 'runs without metrics',
    looks: changed(llamacppPages, {
      'GET /metrics': {
        status: 501,
        body: {
          error: {
            code: 501,
            message: 'This server does not support metrics endpoint.',
            type: 'not_supported_error',
          },
        },
      },
    }),
    symptom: null,
    source: '--metrics is off by default',
  },
  {
    state: 'more requests are deferred than allowed',
    looks: changed(llamacppPages, {
      'GET /metrics': metrics({ 'llamacpp:requests_deferred': 30 }),
    }),
    symptom: 'server.queue_long',
    source: 'requests_deferred',
  },
  {
    state: 'an adapter is loaded and not applied',
    looks: changed(llamacppPages, {
      'GET /lora-adapters': { body: [{ id: 0, path: '/adapters/house-style.gguf', scale: 0 }] },
    }),
    options: { adapters: ['house-style'] },
    symptom: 'server.adapter_missing',
    source: 'scale in /lora-adapters',
  },
];

const ray = (applications: Parameters<typeof rayApplications>[0]): readonly Pages[] =>
  changed(rayservePages, { 'GET /api/serve/applications/': rayApplications(applications) });

const rayserveStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'RUNNING, HEALTHY', looks: [rayservePages], symptom: null, source: 'Serve REST API' },
  {
    state: 'DEPLOY_FAILED',
    looks: ray({
      status: 'DEPLOY_FAILED',
      deployment: 'DEPLOY_FAILED',
      states: [],
      message: 'out of memory',
    }),
    symptom: 'server.deployment_down',
    source: 'ApplicationStatus',
  },
  {
    state: 'UNHEALTHY, no replica runs',
    looks: ray({ status: 'UNHEALTHY', deployment: 'UNHEALTHY', states: ['STARTING', 'STARTING'] }),
    symptom: 'server.deployment_down',
    source: 'DeploymentStatus',
  },
  {
    state: 'UNHEALTHY, one of two replicas runs',
    looks: ray({ status: 'UNHEALTHY', deployment: 'UNHEALTHY', states: ['RUNNING', 'STARTING'] }),
    symptom: 'server.part_down',
    source: 'DeploymentStatus; ray#54070',
  },
  {
    state: 'DEPLOYING for the first time',
    looks: ray({ status: 'DEPLOYING', deployment: 'UPDATING', states: ['STARTING', 'STARTING'] }),
    symptom: 'llm.loading',
    source: 'ApplicationStatus',
  },
  {
    state: 'DEPLOYING an update while replicas serve',
    looks: ray({ status: 'DEPLOYING', deployment: 'UPDATING', states: ['RUNNING', 'STARTING'] }),
    symptom: null,
    source: 'ApplicationStatus',
  },
  {
    state: 'UPSCALING',
    looks: ray({ deployment: 'UPSCALING', states: ['RUNNING', 'STARTING'] }),
    symptom: null,
    source: 'DeploymentStatus',
  },
  {
    state: 'the proxy of a node is UNHEALTHY',
    looks: ray({ proxy: 'UNHEALTHY' }),
    symptom: 'server.part_down',
    source: 'ProxyStatus',
  },
  {
    state: 'a proxy without routes yet',
    looks: [{ 'GET /-/healthz': { status: 503, body: 'Route table is not populated yet.' } }],
    symptom: 'server.not_ready',
    source: '/-/healthz',
  },
  {
    state: 'the proxy alone, in health',
    looks: [{ 'GET /-/healthz': { body: 'success' } }],
    symptom: null,
    source: '/-/healthz',
  },
];

const object = (parts: Parameters<typeof inferenceService>[0]): readonly Pages[] =>
  changed(kservePages, { 'GET /object': inferenceService(parts) });
const ofObject = { inferenceService: 'object' };

const kserveStates: readonly Omit<ServerState, 'server'>[] = [
  {
    state: 'serves',
    looks: [kservePages],
    options: { model: 'small' },
    symptom: null,
    source: 'protocol v2',
  },
  {
    state: 'the model is not ready',
    looks: changed(kservePages, {
      'GET /v2/models/small/ready': { body: { name: 'small', ready: false } },
    }),
    options: { model: 'small' },
    symptom: 'llm.loading',
    source: 'protocol v2',
  },
  {
    state: 'there is no such model',
    looks: [kservePages],
    options: { model: 'large' },
    symptom: 'llm.model_not_found',
    source: 'protocol v2',
  },
  {
    state: 'a server of protocol v1',
    looks: [
      {
        'GET /': { body: { status: 'alive' } },
        'GET /v1/models/small': { body: { name: 'small', ready: true } },
      },
    ],
    options: { model: 'small' },
    symptom: null,
    source: 'protocol v1',
  },
  {
    state: 'the server is not ready',
    looks: changed(kservePages, { 'GET /v2/health/ready': { status: 503 } }),
    symptom: 'server.not_ready',
    source: 'protocol v2',
  },
  {
    state: 'all conditions True',
    looks: object({}),
    options: ofObject,
    symptom: null,
    source: 'InferenceService status',
  },
  {
    state: 'PredictorReady is False',
    looks: object({
      conditions: {
        PredictorReady: {
          status: 'False',
          reason: 'RevisionFailed',
          message: 'container exited with 1',
        },
        Ready: { status: 'False', reason: 'PredictorNotReady' },
      },
    }),
    options: ofObject,
    symptom: 'server.deployment_down',
    source: 'InferenceService status',
  },
  {
    state: 'PredictorReady is Unknown: it is being deployed',
    looks: object({ conditions: { PredictorReady: { status: 'Unknown', reason: 'Deploying' } } }),
    options: ofObject,
    symptom: 'llm.loading',
    source: 'InferenceService status',
  },
  {
    state: 'the new model cannot be loaded',
    looks: object({
      modelStatus: {
        transitionStatus: 'BlockedByFailedLoad',
        states: { activeModelState: 'FailedToLoad' },
        lastFailureInfo: { reason: 'ModelLoadFailed', message: 'no such file', exitCode: 1 },
      },
    }),
    options: ofObject,
    symptom: 'server.deployment_down',
    source: 'modelStatus',
  },
  {
    state: 'scaled to zero: cold, and no fault',
    looks: object({
      modelStatus: { transitionStatus: 'UpToDate', states: { activeModelState: 'Standby' } },
    }),
    options: ofObject,
    symptom: null,
    source: 'modelStatus',
  },
];

const deploymentStates = (...values: readonly number[]): Pages => ({
  ...litellmPages,
  'GET /metrics/': metrics(
    Object.fromEntries(
      values.map((value, index) => [
        `litellm_deployment_state{litellm_model_name="gpt-4o-mini",model_id="${'abc'[index]}",api_provider="${['openai', 'azure', 'groq'][index]}"}`,
        value,
      ]),
    ),
  ),
});
const cooled = (count: number): Pages => ({
  ...litellmPages,
  'GET /metrics/': metrics({
    'litellm_deployment_state{litellm_model_name="gpt-4o-mini",model_id="a"}': 0,
    'litellm_deployment_cooled_down_total{model_id="b",exception_status="429"}': count,
  }),
});

const litellmStates: readonly Omit<ServerState, 'server'>[] = [
  { state: 'serves', looks: [litellmPages], symptom: null, source: 'docs/proxy/health.md' },
  {
    state: 'set up without a database',
    looks: changed(litellmPages, {
      'GET /health/readiness': {
        body: { status: 'healthy', db: 'Not connected', litellm_version: '1.95.0' },
      },
    }),
    symptom: null,
    source: 'docs/proxy/health.md',
  },
  {
    state: 'its database is lost',
    looks: changed(litellmPages, {
      'GET /health/readiness': {
        status: 503,
        body: { detail: "Service Unhealthy (Can't reach database server at `db:5432`)" },
      },
    }),
    symptom: 'server.store_lost',
    source: 'docs/proxy/health.md',
  },
  {
    state: 'one of two deployments is out',
    looks: [deploymentStates(0, 2)],
    symptom: 'server.part_down',
    source: 'litellm_deployment_state',
  },
  {
    state: 'one deployment fails now and then',
    looks: [deploymentStates(0, 1)],
    symptom: null,
    source: 'the last request alone decides',
  },
  {
    state: 'all deployments of a model are out',
    looks: [deploymentStates(2, 2)],
    symptom: 'server.deployment_down',
    source: 'litellm_deployment_state',
  },
  {
    state: 'a deployment was left out to cool down',
    looks: [cooled(3), cooled(5)],
    symptom: 'server.part_down',
    source: 'litellm_deployment_cooled_down_total',
  },
  {
    state: 'deployments were left out hours ago',
    looks: again(cooled(5), 2),
    symptom: null,
    source: 'litellm_deployment_cooled_down_total',
  },
  {
    state: 'the key may not list models',
    looks: changed(litellmPages, { 'GET /v1/model/info': { status: 401 } }),
    symptom: null,
    source: 'docs/proxy/model_management.md',
  },
  {
    state: 'does not route the model',
    looks: [litellmPages],
    options: { model: 'large' },
    symptom: 'llm.model_not_found',
    source: '/v1/model/info',
  },
];

const of = (server: ServerName, states: readonly Omit<ServerState, 'server'>[]) =>
  states.map((state): ServerState => ({ server, ...state }));

export const documentedStates: readonly ServerState[] = [
  ...of('vllm', vllmStates),
  ...of('sglang', sglangStates),
  ...of('tgi', tgiStates),
  ...of('triton', tritonStates),
  ...of('ollama', ollamaStates),
  ...of('llamacpp', llamacppStates),
  ...of('rayserve', rayserveStates),
  ...of('kserve', kserveStates),
  ...of('litellm', litellmStates),
];
