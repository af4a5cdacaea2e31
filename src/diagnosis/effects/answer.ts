import { type Effect, fine, handedOn, relayed, type Weights } from './effect.ts';

/** Answers with errors of its own. */
export const fails: Effect = {
  direct: {
    tcp: fine,
    tls: fine,
    http: {
      'http.500': 0.38,
      'http.503': 0.34,
      'http.502': 0.12,
      'http.5xx': 0.06,
      'http.504': 0.03,
    },
    llm: {
      'llm.engine_error': 0.36,
      'http.500': 0.14,
      'http.503': 0.24,
      'http.502': 0.12,
      'llm.overloaded': 0.03,
      'llm.stream_error': 0.03,
      'llm.malformed': 0.02,
    },
  },
  relayed: relayed(
    { 'http.500': 0.26, 'http.502': 0.32, 'http.503': 0.28, 'http.504': 0.03, 'http.5xx': 0.05 },
    {
      'llm.engine_error': 0.28,
      'http.500': 0.1,
      'http.502': 0.26,
      'http.503': 0.22,
      'llm.overloaded': 0.03,
      'llm.stream_error': 0.03,
    },
  ),
};

/** A refusal of the model API that hops mostly hand on as it is, and sometimes disguise. */
export function refusesRequest(http: Weights, llm: Weights): Effect {
  const disguised: Weights = {
    'http.502': 0.06,
    'http.500': 0.04,
    'http.503': 0.02,
    // Who is refused again and again is put aside, and after that nobody is left to ask.
    'http.set_aside': 0.06,
    'http.no_backend': 0.02,
    'llm.rate_limited': 0.03,
    'llm.overloaded': 0.03,
  };
  return {
    direct: { tcp: fine, tls: fine, http, llm },
    relayed: relayed(http, { ...disguised, ...llm }),
  };
}

export const refusesKey = refusesRequest(
  { 'http.401': 0.82, 'http.403': 0.14 },
  { 'llm.auth': 0.86, 'llm.permission': 0.08, 'http.401': 0.02 },
);
/** What was signed or issued at another time than it now seems to be is refused, and the rest is served. */
export const mistimes = refusesRequest(
  { 'http.401': 0.42, 'http.403': 0.24, ok: 0.3 },
  { 'llm.auth': 0.46, 'http.403': 0.14, 'llm.permission': 0.06, 'http.401': 0.04, ok: 0.28 },
);
export const outOfQuota = refusesRequest(
  { 'http.429': 0.88, 'http.403': 0.03, 'http.4xx': 0.05 },
  { 'llm.quota_exhausted': 0.88, 'llm.spend_limit': 0.03, 'llm.rate_limited': 0.03 },
);
/** A limit is a rate, so that each new window lets a few requests through. */
export const limitsRate = refusesRequest(
  { 'http.429': 0.82, ok: 0.14 },
  { 'llm.rate_requests': 0.36, 'llm.rate_tokens': 0.23, 'llm.rate_limited': 0.23, ok: 0.14 },
);
export const overloads = refusesRequest(
  { 'http.503': 0.5, 'http.529': 0.3, 'http.429': 0.1, ok: 0.08 },
  { 'llm.overloaded': 0.78, 'http.503': 0.08, 'llm.ttft_timeout': 0.03, 'llm.ttft_slow': 0.03 },
);
export const lacksModel = refusesRequest(
  { 'http.404': 0.2, ok: 0.75 },
  {
    'llm.model_not_found': 0.88,
    'llm.model_not_listed': 0.05,
    'http.404': 0.03,
    'llm.adapter_missing': 0.02,
  },
);

/** Answers arrive whole and are wrong, so only a look that reads the answer can tell. */
const spoils = (llm: Weights): Effect => handedOn(fine, llm);

export const swapsModel = spoils({ 'llm.wrong_model': 0.88, 'llm.canary_mismatch': 0.08 });
export const corrupts = spoils({
  'llm.canary_mismatch': 0.76,
  'llm.garbage': 0.1,
  'llm.finish_length': 0.05,
  'llm.empty_output': 0.05,
  ok: 0.06,
});
export const truncates = spoils({
  'llm.stream_truncated': 0.84,
  'http.truncated': 0.08,
  'llm.malformed': 0.03,
});
export const stalls = spoils({
  'llm.stall': 0.8,
  'llm.ttft_timeout': 0.06,
  'llm.slow_tokens': 0.05,
  'llm.stream_truncated': 0.04,
});

/** The data behind the answers cannot be had: errors at best, wrong answers at worst. */
export const starves: Effect = {
  direct: {
    tcp: fine,
    tls: fine,
    http: { 'http.500': 0.3, 'http.404': 0.25, 'http.503': 0.15, 'http.507': 0.15, ok: 0.1 },
    llm: {
      'llm.engine_error': 0.4,
      'http.500': 0.15,
      'http.503': 0.2,
      'llm.canary_mismatch': 0.15,
    },
  },
  relayed: relayed(
    { 'http.500': 0.35, 'http.503': 0.3, 'http.502': 0.15, ok: 0.15 },
    {
      'llm.engine_error': 0.34,
      'http.500': 0.12,
      'http.503': 0.2,
      'http.502': 0.1,
      'llm.canary_mismatch': 0.12,
      'llm.overloaded': 0.03,
    },
  ),
};
/** The engine stands without its GPU: it hangs or fails on every request. */
export const losesAccelerator: Effect = {
  direct: {
    // Some engines end with their card, and nothing listens.
    tcp: { ok: 0.85, 'tcp.refused': 0.15 },
    tls: { ok: 0.85, 'tcp.refused': 0.15 },
    http: { 'http.503': 0.34, 'http.500': 0.26, 'http.timeout': 0.17, 'tcp.refused': 0.15 },
    llm: {
      'tcp.refused': 0.12,
      'llm.engine_error': 0.36,
      'llm.ttft_timeout': 0.24,
      'http.500': 0.12,
      'http.503': 0.12,
      'llm.stall': 0.05,
      'llm.stream_error': 0.04,
    },
  },
  relayed: relayed(
    { 'http.503': 0.3, 'http.502': 0.3, 'http.500': 0.2, 'http.504': 0.1 },
    {
      'llm.engine_error': 0.28,
      'llm.ttft_timeout': 0.22,
      'http.500': 0.1,
      'http.502': 0.12,
      'http.503': 0.12,
      'http.504': 0.06,
    },
  ),
};
