import { handedOn, type Weights } from './effect.ts';

const refusedHttp: Weights = { 'http.400': 0.6, 'http.413': 0.2, 'http.4xx': 0.1 };

const refusesRequest = handedOn(refusedHttp, {
  'llm.bad_request': 0.45,
  'llm.context_length': 0.25,
  'llm.content_filter': 0.12,
  'llm.finish_length': 0.08,
  // An adapter that the chain does not declare.
  'llm.adapter_rank': 0.02,
});

/** What is sent as a look is short, and so it mostly passes. */
const tooLong = handedOn(
  { 'http.400': 0.2, ok: 0.78 },
  {
    'llm.context_length': 0.4,
    'llm.prompt_truncated': 0.08,
    'llm.empty_output': 0.06,
    'llm.finish_length': 0.1,
    ok: 0.34,
  },
);

/** Plausible words, and no sign at which to stop. */
const missesTheEnd = handedOn(
  { ok: 1 },
  {
    'llm.canary_mismatch': 0.4,
    // As far as somebody pinned how many tokens a prompt has.
    'llm.tokenizer_changed': 0.16,
    'llm.finish_length': 0.26,
    'llm.garbage': 0.12,
    'llm.slow_tokens': 0.04,
    ok: 0.06,
  },
);

export const limits = { refusesRequest, tooLong, missesTheEnd } as const;
