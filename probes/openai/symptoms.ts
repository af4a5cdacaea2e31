import type { SymptomSpec } from '../probe.ts';

export const llmSymptoms = {
  'llm.auth': { outcome: 'failed', meaning: 'the key is not accepted' },
  'llm.permission': { outcome: 'failed', meaning: 'the key may not use this model' },
  'llm.model_not_found': { outcome: 'failed', meaning: 'the model is not served here' },
  'llm.model_not_listed': {
    outcome: 'degraded',
    meaning: 'the model answers but is not in the list of models',
  },
  'llm.rate_requests': { outcome: 'failed', meaning: 'the limit of requests is reached' },
  'llm.rate_tokens': { outcome: 'failed', meaning: 'the limit of tokens is reached' },
  'llm.rate_limited': { outcome: 'failed', meaning: 'rate limited, without saying by which limit' },
  'llm.quota_exhausted': { outcome: 'failed', meaning: 'the quota or the credit is used up' },
  'llm.spend_limit': { outcome: 'failed', meaning: 'the spend limit is reached' },
  'llm.overloaded': { outcome: 'failed', meaning: 'the model API says that it is overloaded' },
  'llm.loading': { outcome: 'failed', meaning: 'the model is still loading' },
  'llm.engine_error': { outcome: 'failed', meaning: 'the inference engine failed on the request' },
  'llm.adapter_missing': { outcome: 'failed', meaning: 'the adapter cannot be loaded' },
  'llm.adapter_rank': {
    outcome: 'failed',
    meaning: 'the rank of the adapter is higher than the server allows',
  },
  'llm.bad_request': { outcome: 'failed', meaning: 'the request is refused as invalid' },
  'llm.context_length': {
    outcome: 'failed',
    meaning: 'the prompt is longer than the model allows',
  },
  'llm.ttft_timeout': { outcome: 'failed', meaning: 'no first token in time' },
  'llm.stall': { outcome: 'failed', meaning: 'tokens stopped coming in the middle of the answer' },
  'llm.stream_truncated': {
    outcome: 'failed',
    meaning: 'the stream ended without saying that it was done',
  },
  'llm.stream_error': { outcome: 'failed', meaning: 'an error came inside the stream' },
  'llm.malformed': { outcome: 'failed', meaning: 'the answer is not what the API promises' },
  'llm.empty_output': { outcome: 'failed', meaning: 'the answer has no text' },
  'llm.content_filter': { outcome: 'failed', meaning: 'the answer was held back by a filter' },
  'llm.wrong_model': { outcome: 'failed', meaning: 'another model answered' },
  'llm.fallback': {
    outcome: 'degraded',
    meaning: 'the gateway answered by a fallback',
  },
  'llm.canary_mismatch': {
    outcome: 'failed',
    meaning: 'the answer to the fixed question is not the known one',
  },
  'llm.stale_answer': {
    outcome: 'failed',
    meaning: 'the answer to an earlier question came',
  },
  'llm.prompt_truncated': {
    outcome: 'failed',
    meaning: 'a part of the prompt was cut off without a word',
  },
  'llm.tokenizer_changed': {
    outcome: 'degraded',
    meaning: 'the prompt counts other tokens than pinned',
  },
  'llm.garbage': { outcome: 'failed', meaning: 'the answer is noise' },
  'llm.ttft_slow': { outcome: 'degraded', meaning: 'the first token came later than allowed' },
  'llm.slow_tokens': { outcome: 'degraded', meaning: 'tokens come slower than allowed' },
  'llm.usage_missing': { outcome: 'degraded', meaning: 'the answer does not count its tokens' },
  'llm.finish_length': { outcome: 'degraded', meaning: 'the answer was cut at the token limit' },
} as const satisfies Record<string, SymptomSpec>;
