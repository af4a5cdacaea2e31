import { type Effect, fine, handedOn } from './effect.ts';

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

const preempts = handedOn(fine, {
  'llm.stall': 0.3,
  'llm.slow_tokens': 0.2,
  'llm.ttft_slow': 0.22,
  ok: 0.26,
});

/** The same request, and what was remembered of it is gone: only the first token is late. */
const forgetsPrefixes = handedOn(fine, { 'llm.ttft_slow': 0.48, ok: 0.5 });

export const engine = { loads, generatesOnProcessor, preempts, forgetsPrefixes } as const;
