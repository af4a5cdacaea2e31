import { type Effect, relayed, type Weights } from './effect.ts';

const lateHttp: Weights = { 'http.slow': 0.66, 'http.timeout': 0.1, ok: 0.22 };
const lateLlm: Weights = {
  'llm.ttft_slow': 0.56,
  'llm.slow_tokens': 0.12,
  'llm.ttft_timeout': 0.08,
  ok: 0.2,
};

/** Right answers, late. */
export const delays: Effect = {
  direct: {
    tcp: { ok: 0.97 },
    tls: { ok: 0.95, 'tls.timeout': 0.02 },
    http: lateHttp,
    llm: lateLlm,
  },
  relayed: relayed({ ...lateHttp, 'http.504': 0.06 }, { ...lateLlm, 'http.504': 0.06 }),
};

/** Who opens a connection by name is late by a lookup, and many hold theirs open or remember the address. */
export const delaysLookups: Effect = {
  direct: {
    tcp: { ok: 0.9, 'tcp.slow': 0.06 },
    tls: { ok: 0.95, 'tls.timeout': 0.02 },
    http: { 'http.slow': 0.45, 'http.timeout': 0.05, ok: 0.48 },
    llm: { 'llm.ttft_slow': 0.3, 'llm.ttft_timeout': 0.03, ok: 0.65 },
    data: { 'store.slow': 0.45, 'store.timeout': 0.05, ok: 0.48 },
  },
  relayed: relayed({ 'http.slow': 0.4, ok: 0.58 }, { 'llm.ttft_slow': 0.3, ok: 0.68 }),
};

/** Requests wait for their turn: the first token is late, and those after it keep their pace. */
const queuedLlm: Weights = {
  'llm.ttft_slow': 0.57,
  'llm.slow_tokens': 0.05,
  'llm.ttft_timeout': 0.14,
  ok: 0.2,
};

export const queues: Effect = {
  direct: { ...delays.direct, llm: queuedLlm },
  relayed: relayed({ ...lateHttp, 'http.504': 0.06 }, { ...queuedLlm, 'http.504': 0.06 }),
};

/** Every packet late: connecting is slow too. */
export const delaysPackets: Effect = {
  direct: {
    tcp: { 'tcp.slow': 0.7, 'tcp.timeout': 0.1, ok: 0.15 },
    tls: { 'tls.timeout': 0.1, ok: 0.85 },
    http: { ...lateHttp, 'tcp.timeout': 0.05 },
    llm: { ...lateLlm, 'tcp.timeout': 0.05 },
  },
  relayed: delays.relayed,
};
