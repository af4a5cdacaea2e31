import { type Effect, fine, handedOn, relayed } from './effect.ts';

/** Says itself that it is not ready; hops in front of it say so in their own words. */
const loads: Effect = {
  direct: {
    tcp: { ok: 1 },
    tls: { ok: 1 },
    http: { 'http.503': 0.8, ok: 0.15 },
    llm: { 'llm.loading': 0.9, 'http.503': 0.06 },
  },
  relayed: {
    tcp: { ok: 1 },
    tls: { ok: 1 },
    http: { 'http.503': 0.7, 'http.502': 0.2 },
    llm: { 'llm.loading': 0.4, 'http.503': 0.35, 'http.502': 0.15 },
  },
};

/** Right answers, and every token of them late. */
const generatesOnProcessor = handedOn(fine, {
  'llm.slow_tokens': 0.66,
  'llm.ttft_slow': 0.16,
  'llm.ttft_timeout': 0.06,
  ok: 0.1,
});

/** Every token late, and the first as well: what users tell of a slow card is that words come slowly. */
const computesSlowly: Effect = {
  direct: {
    tcp: fine,
    tls: fine,
    http: { 'http.slow': 0.3, 'http.timeout': 0.06, ok: 0.62 },
    llm: { 'llm.slow_tokens': 0.5, 'llm.ttft_slow': 0.24, 'llm.ttft_timeout': 0.06, ok: 0.18 },
  },
  relayed: relayed(
    { 'http.slow': 0.3, 'http.timeout': 0.06, 'http.504': 0.04, ok: 0.58 },
    {
      'llm.slow_tokens': 0.49,
      'llm.ttft_slow': 0.23,
      'llm.ttft_timeout': 0.06,
      'http.504': 0.04,
      ok: 0.16,
    },
  ),
};

const preempts = handedOn(fine, {
  'llm.stall': 0.26,
  'llm.slow_tokens': 0.18,
  'llm.ttft_slow': 0.2,
  // Who is set aside again and again never comes to a first token.
  'llm.ttft_timeout': 0.12,
  ok: 0.22,
});

/** The same request, and what was remembered of it is gone: only the first token is late. */
const forgetsPrefixes = handedOn(fine, { 'llm.ttft_slow': 0.48, ok: 0.5 });

export const engine = {
  loads,
  generatesOnProcessor,
  computesSlowly,
  preempts,
  forgetsPrefixes,
} as const;
