import { metrics, type Page, type Pages } from './fake-server.ts';

/*
 * The documented pages of each model server, in health. A test replaces what a state changes.
 * Shapes: the pages on HTTP endpoints in the documentation of each project, and its source where
 * that says more.
 */

/** Tokenizes as no real tokenizer does, and always the same. */
const tokenized = (text: unknown): readonly number[] =>
  Buffer.from(typeof text === 'string' ? text : JSON.stringify(text))
    .subarray(0, 12)
    .toJSON().data;

const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;

const uvicorn = { server: 'uvicorn' };

/** vLLM: entrypoints/openai. `/health` has no body; `/is_sleeping` exists in development mode alone. */
export const vllmPages: Pages = {
  'GET /health': { headers: uvicorn },
  'GET /version': { body: { version: '0.12.0' } },
  'GET /v1/models': {
    body: {
      object: 'list',
      data: [
        {
          id: 'small',
          object: 'model',
          created: 1,
          owned_by: 'vllm',
          root: 'meta-llama/Llama-3.1-8B-Instruct',
          parent: null,
          max_model_len: 8_192,
        },
        {
          id: 'house-style',
          object: 'model',
          created: 1,
          owned_by: 'vllm',
          root: '/adapters/house-style',
          parent: 'small',
          max_model_len: null,
        },
      ],
    },
  },
  'POST /tokenize': (body) => {
    const tokens = tokenized(field(body, 'prompt') ?? field(body, 'messages'));
    return { body: { count: tokens.length, max_model_len: 8_192, tokens } };
  },
  'GET /metrics': metrics({
    'vllm:num_requests_running{engine="0",model_name="small"}': 2,
    'vllm:num_requests_waiting{engine="0",model_name="small"}': 0,
    'vllm:kv_cache_usage_perc{engine="0",model_name="small"}': 0.25,
    'vllm:generation_tokens_total{engine="0",model_name="small"}': 1_000,
    'vllm:prompt_tokens_total{engine="0",model_name="small"}': 5_000,
    'vllm:num_preemptions_total{engine="0",model_name="small"}': 0,
    'vllm:request_success_total{engine="0",finished_reason="stop",model_name="small"}': 100,
  }),
};

/** SGLang: srt/entrypoints/http_server.py. Its key stands in /server_info too. */
export const sglangPages: Pages = {
  'GET /health': {},
  'GET /v1/models': {
    body: {
      object: 'list',
      data: [
        { id: 'small', object: 'model', owned_by: 'sglang', root: 'small', max_model_len: 32_768 },
      ],
    },
  },
  'GET /server_info': {
    body: {
      model_path: 'meta-llama/Llama-3.1-8B-Instruct',
      served_model_name: 'small',
      revision: '0e9e39f2',
      context_length: 32_768,
      api_key: 'sk-never-to-be-kept',
      version: '0.5.10.post1',
    },
  },
  'POST /tokenize': (body) => ({ body: { tokens: tokenized(field(body, 'prompt')) } }),
  'GET /metrics': metrics({
    'sglang:num_running_reqs{model_name="small"}': 1,
    'sglang:num_queue_reqs{model_name="small"}': 0,
    'sglang:token_usage{model_name="small"}': 0.1,
    'sglang:generation_tokens_total{model_name="small"}': 32,
    'sglang:gen_throughput{model_name="small"}': 425.5,
  }),
};

/** Text Generation Inference: its OpenAPI description. */
export const tgiPages: Pages = {
  'GET /health': {},
  'GET /info': {
    body: {
      model_id: 'bigscience/bloom-560m',
      model_sha: 'e985a63cdc139290c5f700ff1929f0b5942cced2',
      model_pipeline_tag: 'text-generation',
      max_concurrent_requests: 128,
      max_input_tokens: 1_024,
      max_total_tokens: 2_048,
      router: 'text-generation-router',
      version: '3.3.4',
      sha: null,
    },
  },
  'POST /tokenize': (body) => ({
    body: tokenized(field(body, 'inputs')).map((id) => ({ id, text: '', start: 0, stop: 1 })),
  }),
  'GET /metrics': metrics({
    tgi_queue_size: 0,
    tgi_batch_current_size: 1,
    'tgi_batch_inference_count{method="decode"}': 100,
    tgi_request_count: 40,
  }),
};

/** Triton: the KServe protocol and its extension for repositories; metrics have a port of their own. */
export const tritonPages: Pages = {
  'GET /v2': { body: { name: 'triton', version: '2.38.0', extensions: ['model_repository'] } },
  'GET /v2/health/live': {},
  'GET /v2/health/ready': {},
  'POST /v2/repository/index': {
    body: [
      { name: 'embedder', version: '1', state: 'READY', reason: '' },
      { name: 'reranker', version: '2', state: 'READY', reason: '' },
    ],
  },
  'GET /metrics': metrics({
    'nv_inference_pending_request_count{model="embedder",version="1"}': 0,
    'nv_inference_exec_count{model="embedder",version="1"}': 10,
    'nv_inference_request_success{model="embedder",version="1"}': 10,
    'nv_inference_request_failure{model="embedder",version="1"}': 0,
  }),
};

/** Ollama: docs/api.md. */
export const ollamaPages: Pages = {
  'GET /': { body: 'Ollama is running' },
  'GET /api/version': { body: { version: '0.12.3' } },
  'GET /api/tags': {
    body: {
      models: [
        {
          name: 'llama3.1:8b',
          model: 'llama3.1:8b',
          modified_at: '2026-10-01T08:00:00Z',
          size: 4_920_753_328,
          digest: '46e0c10c039e019119339687c3c1757cc81b9da49709a3b3924863ba87ca666e',
          details: { family: 'llama', parameter_size: '8.0B', quantization_level: 'Q4_K_M' },
        },
      ],
    },
  },
  'GET /api/ps': {
    body: {
      models: [
        {
          name: 'llama3.1:8b',
          model: 'llama3.1:8b',
          size: 6_654_289_920,
          size_vram: 6_654_289_920,
          expires_at: '2026-11-21T03:20:00Z',
          context_length: 8_192,
        },
      ],
    },
  },
};

const llamaHead = { server: 'llama.cpp' };

/** llama.cpp: tools/server/README.md. */
export const llamacppPages: Pages = {
  'GET /health': { headers: llamaHead, body: { status: 'ok' } },
  'GET /props': {
    headers: llamaHead,
    body: {
      default_generation_settings: { n_ctx: 4_096 },
      total_slots: 4,
      model_path: '/models/tiny.gguf',
      chat_template: '{{ messages }}',
      build_info: 'b7090-4dca015b7',
    },
  },
  'GET /v1/models': {
    headers: llamaHead,
    body: {
      object: 'list',
      data: [{ id: 'tiny', object: 'model', owned_by: 'llamacpp', meta: { n_ctx_train: 131_072 } }],
    },
  },
  'GET /lora-adapters': {
    headers: llamaHead,
    body: [{ id: 0, path: '/adapters/house-style.gguf', scale: 1 }],
  },
  'POST /tokenize': (body) => ({
    headers: llamaHead,
    body: { tokens: tokenized(field(body, 'content')) },
  }),
  'GET /metrics': metrics({
    'llamacpp:requests_processing': 1,
    'llamacpp:requests_deferred': 0,
    'llamacpp:tokens_predicted_total': 200,
    'llamacpp:n_decode_total': 202,
  }),
};

/** One application of one deployment, as /api/serve/applications/ of Ray Serve has it. */
export function rayApplications({
  status = 'RUNNING',
  message = '',
  deployment = 'HEALTHY',
  states = ['RUNNING', 'RUNNING'],
  proxy = 'HEALTHY',
}: {
  readonly status?: string;
  readonly message?: string;
  readonly deployment?: string;
  readonly states?: readonly string[];
  readonly proxy?: string;
}): Page {
  return {
    body: {
      controller_info: { node_id: 'n1' },
      proxy_location: 'EveryNode',
      proxies: { n1: { node_id: 'n1', node_ip: '10.0.0.4', status: proxy } },
      applications: {
        chat: {
          name: 'chat',
          route_prefix: '/',
          status,
          message,
          deployments: {
            LLMServer: {
              name: 'LLMServer',
              status: deployment,
              status_trigger: 'CONFIG_UPDATE_COMPLETED',
              message,
              target_num_replicas: 2,
              replicas: states.map((state, index) => ({ replica_id: `r${index}`, state })),
            },
          },
        },
      },
    },
  };
}

export const rayservePages: Pages = {
  'GET /api/serve/applications/': rayApplications({}),
  'GET /-/healthz': { body: 'success' },
  'GET /-/routes': { body: { '/': 'chat' } },
};

/** KServe's own server, second version of the protocol. */
export const kservePages: Pages = {
  'GET /v2': { body: { name: 'kserve', version: '0.15.0', extensions: [] } },
  'GET /v2/health/live': { body: { live: true } },
  'GET /v2/health/ready': { body: { ready: true } },
  'GET /v2/models/small/ready': { body: { name: 'small', ready: true } },
  'GET /metrics': metrics({ 'request_predict_seconds_count{model_name="small"}': 4 }),
};

/** Conditions and model status of an InferenceService, as the Kubernetes API has them. */
export function inferenceService({
  conditions = {},
  modelStatus = { transitionStatus: 'UpToDate', states: { activeModelState: 'Loaded' } },
}: {
  readonly conditions?: Readonly<Record<string, object>>;
  readonly modelStatus?: object;
}): Page {
  const types = ['IngressReady', 'PredictorReady', 'Ready'];
  return {
    body: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'small', namespace: 'ml' },
      status: {
        conditions: types.map((type) => ({ type, status: 'True', ...conditions[type] })),
        modelStatus,
      },
    },
  };
}

/** LiteLLM: docs/proxy/health.md and prometheus.md. `/health` asks every model: nobody may call it. */
export const litellmPages: Pages = {
  'GET /health/liveliness': { body: '"I\'m alive!"' },
  'GET /health/readiness': {
    body: { status: 'healthy', db: 'connected', cache: null, litellm_version: '1.95.0' },
  },
  'GET /v1/model/info': {
    body: {
      data: [
        {
          model_name: 'small',
          litellm_params: { model: 'openai/gpt-4o-mini' },
          model_info: { id: 'a' },
        },
        {
          model_name: 'small',
          litellm_params: { model: 'azure/gpt-4o-mini' },
          model_info: { id: 'b' },
        },
      ],
    },
  },
  'GET /metrics/': metrics({
    'litellm_deployment_state{api_provider="openai",litellm_model_name="gpt-4o-mini",model_id="a"}': 0,
    'litellm_deployment_state{api_provider="azure",litellm_model_name="gpt-4o-mini",model_id="b"}': 0,
    'litellm_deployment_total_requests_total{requested_model="small"}': 100,
  }),
};
