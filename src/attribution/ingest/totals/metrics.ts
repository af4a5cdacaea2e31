/** What servers count since they started. */
export const totalKinds = ['prompt', 'completion', 'cached', 'requests', 'aborted'] as const;
export type TotalKind = (typeof totalKinds)[number];

/** One metric that adds to a total. */
export interface TotalMetric {
  readonly server: 'vLLM' | 'SGLang' | 'TGI' | 'LiteLLM' | 'llama.cpp';
  readonly kind: TotalKind;
  /** Names of the sample in the versions known; each page has one of them. */
  readonly names: readonly string[];
  /** Labels of which the first that is there names the model. */
  readonly model: readonly string[];
  /** Only samples with these labels. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
}

const vllm = { server: 'vLLM', model: ['model_name'] } as const;
const sglang = { server: 'SGLang', model: ['model_name'] } as const;
const tgi = { server: 'TGI', model: [] } as const;
const litellm = {
  server: 'LiteLLM',
  model: ['model', 'litellm_model_name', 'requested_model'],
} as const;
const llamaCpp = { server: 'llama.cpp', model: ['model'] } as const;

/**
 * Where each server counts what it did. Client libraries of Prometheus end the names of counters in
 * `_total`, some versions do not, and colons become underlines on the way through some collectors.
 */
export const totalMetrics: readonly TotalMetric[] = [
  { ...vllm, kind: 'prompt', names: ['vllm:prompt_tokens_total'] },
  { ...vllm, kind: 'completion', names: ['vllm:generation_tokens_total'] },
  {
    ...vllm,
    kind: 'cached',
    names: ['vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total'],
  },
  { ...vllm, kind: 'requests', names: ['vllm:request_success_total'] },
  {
    ...vllm,
    kind: 'aborted',
    names: ['vllm:request_success_total'],
    where: { finished_reason: ['abort'] },
  },
  { ...sglang, kind: 'prompt', names: ['sglang:prompt_tokens_total'] },
  { ...sglang, kind: 'completion', names: ['sglang:generation_tokens_total'] },
  { ...sglang, kind: 'cached', names: ['sglang:cached_tokens_total'] },
  { ...sglang, kind: 'requests', names: ['sglang:num_requests_total'] },
  { ...sglang, kind: 'aborted', names: ['sglang:num_aborted_requests_total'] },
  { ...tgi, kind: 'prompt', names: ['tgi_request_input_length_sum'] },
  { ...tgi, kind: 'completion', names: ['tgi_request_generated_tokens_sum'] },
  { ...tgi, kind: 'requests', names: ['tgi_request_success', 'tgi_request_success_total'] },
  {
    ...litellm,
    kind: 'prompt',
    names: [
      'litellm_input_tokens_metric_total',
      'litellm_input_tokens_metric',
      'litellm_input_tokens_total',
    ],
  },
  {
    ...litellm,
    kind: 'completion',
    names: [
      'litellm_output_tokens_metric_total',
      'litellm_output_tokens_metric',
      'litellm_output_tokens_total',
    ],
  },
  {
    ...litellm,
    kind: 'requests',
    names: ['litellm_requests_metric_total', 'litellm_requests_metric'],
  },
  { ...llamaCpp, kind: 'prompt', names: ['llamacpp:prompt_tokens_total'] },
  { ...llamaCpp, kind: 'completion', names: ['llamacpp:tokens_predicted_total'] },
];
