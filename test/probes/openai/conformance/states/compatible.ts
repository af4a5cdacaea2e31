import { openaiError } from '../../../../support/fakes/model-apis/fake-openai.ts';
import { event, goodStream, piece, role } from '../../../../support/model-api.ts';
import type { Row } from '../ask-vendor.ts';

export { stated } from './openai.ts';

/** A document that is not of OpenAI's shape. */
const plain = (status: number, body: object) => ({ status, body });
/** As vLLM wrote errors before it took over OpenAI's shape. */
const bare = (status: number, message: string, type: string) =>
  plain(status, { object: 'error', message, type, param: null, code: status });
const llamacpp = (code: number, message: string, type: string) =>
  plain(code, { error: { code, message, type } });
const tgi = (status: number, error: string, error_type: string) =>
  plain(status, { error, error_type });
const ollama = (status: number, message: string, type = 'api_error') =>
  plain(status, { error: { message, type, param: null, code: null } });
const inStream = (document: object) => ({
  status: 200,
  pieces: [role, piece('four'), event(document)],
});

export const rows: readonly Row[] = [
  [
    'vLLM: no such model',
    openaiError(404, 'The model `small` does not exist.', 'NotFoundError', '404'),
    'llm.model_not_found',
  ],
  [
    'vLLM, older: no such model',
    bare(404, 'The model `small` does not exist.', 'NotFoundError'),
    'llm.model_not_found',
  ],
  [
    'vLLM: the prompt is too long',
    bare(400, "This model's maximum context length is 2048 tokens.", 'BadRequestError'),
    'llm.context_length',
  ],
  [
    'vLLM: it has no chat template',
    openaiError(
      400,
      'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.',
      'BadRequestError',
      '400',
    ),
    'llm.bad_request',
  ],
  [
    'vLLM: its engine failed',
    bare(
      500,
      'EngineCore encountered an issue. See stack trace for the root cause.',
      'InternalServerError',
    ),
    'llm.engine_error',
  ],
  [
    'vLLM: its engine is dead',
    openaiError(503, 'EngineDeadError', 'service_unavailable'),
    'llm.engine_error',
  ],
  [
    'vLLM: an adapter of a higher rank',
    openaiError(400, 'LoRA rank 64 is greater than max_lora_rank 16.', 'BadRequestError', '400'),
    'llm.adapter_rank',
  ],
  [
    'vLLM: an adapter whose folder is gone',
    openaiError(
      500,
      'Loading lora /a/legal failed: No adapter found for /a/legal',
      'InternalServerError',
    ),
    'llm.adapter_missing',
  ],
  [
    'vLLM: an adapter that was never loaded',
    openaiError(404, "The lora adapter 'legal' does not exist.", 'NotFoundError', '404'),
    'llm.adapter_missing',
  ],
  [
    'vLLM: its engine failed in the middle of the stream',
    inStream({
      error: { object: 'error', message: 'EngineCore', type: 'InternalServerError', code: 500 },
    }),
    'llm.stream_error',
  ],
  [
    'vLLM: the stream ends, and nothing says so',
    { status: 200, pieces: goodStream.slice(0, 3) },
    'llm.stream_truncated',
  ],
  [
    'SGLang: the prompt is too long',
    bare(
      400,
      "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      'BadRequestError',
    ),
    'llm.context_length',
  ],
  [
    'SGLang: its router has put all workers aside',
    openaiError(
      503,
      'No available workers (all circuits open or unhealthy)',
      'no_available_workers',
    ),
    'http.no_backend',
  ],
  [
    'Text Generation Inference: the prompt is too long',
    tgi(
      422,
      'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000',
      'validation',
    ),
    'llm.context_length',
  ],
  [
    'Text Generation Inference: prompt and answer are too long together',
    tgi(
      422,
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 2000 `inputs` tokens and 100 `max_new_tokens`',
      'validation',
    ),
    'llm.context_length',
  ],
  [
    'Text Generation Inference: another field that it does not take',
    tgi(422, 'Input validation error: `temperature` must be strictly positive', 'validation'),
    'llm.bad_request',
  ],
  [
    'Text Generation Inference: overloaded',
    tgi(429, 'Model is overloaded', 'overloaded'),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    'Text Generation Inference: generation failed',
    tgi(424, 'Request failed during generation', 'generation'),
    'llm.engine_error',
  ],
  [
    'Text Generation Inference: generation failed in the middle of the stream',
    inStream({ error: 'Request failed during generation', error_type: 'generation' }),
    'llm.stream_error',
  ],
  [
    'llama.cpp: it loads its model',
    llamacpp(503, 'Loading model', 'unavailable_error'),
    'llm.loading',
  ],
  ['llama.cpp: a wrong key', llamacpp(401, 'Invalid API Key', 'authentication_error'), 'llm.auth'],
  [
    'llama.cpp: the prompt is too long',
    llamacpp(400, 'the request exceeds the available context size', 'exceed_context_size_error'),
    'llm.context_length',
  ],
  [
    'Ollama: the model was never pulled',
    ollama(404, 'model "small" not found, try pulling it first'),
    'llm.model_not_found',
  ],
  [
    'Ollama, its own API: the model was never pulled',
    plain(404, { error: 'model "small" not found, try pulling it first' }),
    'llm.model_not_found',
  ],
  [
    'Ollama: its queue is full',
    ollama(503, 'server busy, please try again.  maximum pending requests exceeded'),
    'llm.overloaded',
    { 'llm.retryable': true },
  ],
  [
    'LiteLLM: no such model',
    openaiError(
      400,
      '/chat/completions: Invalid model name passed in model=small. Call `/v1/models` to view available models for your key.',
      'invalid_request_error',
      '400',
    ),
    'llm.model_not_found',
  ],
  [
    'LiteLLM: all deployments cool down',
    openaiError(
      429,
      'No deployments available for selected model, Try again in 60 seconds.',
      'None',
      '429',
    ),
    'http.set_aside',
  ],
  [
    'LiteLLM: the requests of a key',
    openaiError(
      429,
      'Rate limit exceeded for api_key: 60c8. Limit type: requests. Current limit: 30, Remaining: 0. Limit resets at: 2026-08-24 06:20:33 UTC',
      'throttling_error',
      '429',
      { 'retry-after': '27' },
    ),
    'llm.rate_requests',
    { 'llm.limit': 'requests', 'llm.retryable': true, 'llm.retry_after_ms': 27_000 },
  ],
  [
    'LiteLLM: a limit of a key, told by its headers alone',
    openaiError(429, 'Rate limit exceeded', 'throttling_error', '429', {
      'x-ratelimit-api_key-limit-tokens': '100000',
      'x-ratelimit-api_key-remaining-tokens': '0',
    }),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true },
  ],
  [
    'LiteLLM: the tokens of a key',
    openaiError(
      429,
      'Rate limit exceeded for api_key: 60c8. Limit type: tokens. Current limit: 100000, Remaining: 0. Limit resets at: 2026-08-24 06:20:33 UTC',
      'throttling_error',
      '429',
    ),
    'llm.rate_tokens',
    { 'llm.limit': 'tokens', 'llm.retryable': true },
  ],
  [
    'LiteLLM: the requests at once of a key',
    openaiError(
      429,
      'Rate limit exceeded for api_key: 60c8. Limit type: max_parallel_requests. Current limit: 3, Remaining: 0. Limit resets at: 2026-08-24 06:20:33 UTC',
      'throttling_error',
      '429',
    ),
    'llm.rate_requests',
    { 'llm.limit': 'requests', 'llm.retryable': true },
  ],
  [
    'LiteLLM: the budget is used up',
    openaiError(
      400,
      'Budget has been exceeded! Current cost: 1.2, Max budget: 1.0',
      'budget_exceeded',
      '400',
    ),
    'llm.spend_limit',
    { 'llm.limit': 'spend', 'llm.retryable': false },
  ],
  [
    'LiteLLM: the budget is used up, told by 429',
    openaiError(
      429,
      'Budget has been exceeded! Current cost: 1.2, Max budget: 1.0',
      'budget_exceeded',
      '429',
    ),
    'llm.spend_limit',
    { 'llm.limit': 'spend', 'llm.retryable': false },
  ],
  [
    'OpenRouter: no credit',
    openaiError(402, 'Insufficient credits', 'payment', '402'),
    'llm.quota_exhausted',
    { 'llm.retryable': false },
  ],
  [
    'FastAPI: a field that it does not take',
    plain(422, { detail: [{ loc: ['body'], msg: 'field required' }] }),
    'llm.bad_request',
  ],
  ['FastAPI: no such path', plain(404, { detail: 'Not Found' }), 'http.404'],
];
