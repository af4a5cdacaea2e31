/**
 * What a look meets when a fault stands on its way: a distribution over symptoms for each layer
 * that a look can speak, apart for a look that meets the fault itself (`direct`) and one that sees
 * it through a hop that forwards requests (`relayed`: the hop turns a refused connection into a
 * 502, a hang into a 504 …). The numbers are rough frequencies, not fits to any data set.
 */

/** Symptom (or `ok`) → weight. Weights are relative. */
export type Weights = Readonly<Record<string, number>>;

/** The layers that looks speak, lowest first. */
export type Layer = 'tcp' | 'tls' | 'http' | 'llm';

export interface Effect {
  /** True where routers try another replica: the connection itself fails. */
  readonly retried?: true;
  readonly direct: Readonly<Record<Layer, Weights>>;
  readonly relayed: Readonly<Record<Layer, Weights>>;
}

const all = (weights: Weights): Readonly<Record<Layer, Weights>> => ({
  tcp: weights,
  tls: weights,
  http: weights,
  llm: weights,
});

const fine: Weights = { ok: 1 };

/** A look below HTTP ends at the hop, so it sees nothing of what is behind it. */
const relayed = (http: Weights, llm: Weights = http) => ({ tcp: fine, tls: fine, http, llm });

export const harmless: Effect = { direct: all(fine), relayed: all(fine) };

const brokenBehind: Weights = {
  'http.502': 0.52,
  'http.503': 0.24,
  'http.500': 0.06,
  'http.504': 0.05,
  'http.closed': 0.03,
  'http.reset': 0.03,
};
const brokenBehindLlm: Weights = {
  ...brokenBehind,
  'llm.engine_error': 0.05,
  'llm.overloaded': 0.03,
};

/** Nothing listens. */
export const refuses: Effect = {
  retried: true,
  direct: all({ 'tcp.refused': 0.96, 'tcp.reset': 0.02 }),
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

/** Connections are accepted or half-accepted and then dropped. */
export const drops: Effect = {
  direct: {
    tcp: { 'tcp.reset': 0.25, 'tcp.closed': 0.25, ok: 0.45 },
    tls: { 'tls.closed': 0.45, 'tls.reset': 0.35, 'tcp.reset': 0.12, ok: 0.05 },
    http: {
      'http.closed': 0.42,
      'http.reset': 0.42,
      'tls.closed': 0.04,
      'tls.reset': 0.04,
      'tcp.reset': 0.04,
    },
    llm: {
      'http.closed': 0.4,
      'http.reset': 0.4,
      'llm.stream_truncated': 0.05,
      'tls.closed': 0.04,
      'tls.reset': 0.04,
      'tcp.reset': 0.03,
    },
  },
  relayed: relayed({
    'http.502': 0.68,
    'http.503': 0.06,
    'http.504': 0.03,
    'http.closed': 0.1,
    'http.reset': 0.08,
  }),
};

const waitsBehind: Weights = {
  'http.504': 0.36,
  'http.timeout': 0.42,
  'http.502': 0.1,
  'http.503': 0.06,
};
const waitsBehindLlm: Weights = {
  'http.504': 0.3,
  'llm.ttft_timeout': 0.46,
  'http.timeout': 0.06,
  'http.502': 0.08,
  'http.503': 0.05,
};

/** The kernel accepts the connection, nobody answers. */
export const hangs: Effect = {
  direct: {
    tcp: { ok: 0.85, 'tcp.banner_timeout': 0.08, 'tcp.timeout': 0.06 },
    tls: { 'tls.timeout': 0.92, 'tcp.timeout': 0.05 },
    http: { 'http.timeout': 0.74, 'tls.timeout': 0.18, 'tcp.timeout': 0.05 },
    llm: {
      'llm.ttft_timeout': 0.7,
      'http.timeout': 0.08,
      'tls.timeout': 0.14,
      'tcp.timeout': 0.05,
    },
  },
  relayed: relayed(waitsBehind, waitsBehindLlm),
};

/** Packets vanish. */
export const swallows: Effect = {
  direct: all({ 'tcp.timeout': 0.94, 'tcp.unreachable': 0.03 }),
  relayed: relayed(waitsBehind, waitsBehindLlm),
};

/** The network says no. */
export const unreachable: Effect = {
  retried: true,
  direct: all({
    'tcp.unreachable': 0.4,
    'tcp.no_route': 0.2,
    'tcp.refused': 0.35,
  }),
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

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
function refusesRequest(http: Weights, llm: Weights): Effect {
  const disguised: Weights = { 'http.502': 0.06, 'http.500': 0.04, 'llm.rate_limited': 0.03 };
  return {
    direct: { tcp: fine, tls: fine, http, llm },
    relayed: relayed(http, { ...disguised, ...llm }),
  };
}

export const refusesKey = refusesRequest(
  { 'http.401': 0.82, 'http.403': 0.14 },
  { 'llm.auth': 0.86, 'llm.permission': 0.08, 'http.401': 0.02 },
);
export const outOfQuota = refusesRequest(
  { 'http.429': 0.88, 'http.403': 0.03, 'http.4xx': 0.05 },
  { 'llm.quota_exhausted': 0.82, 'llm.spend_limit': 0.09, 'llm.rate_limited': 0.03 },
);
export const limitsRate = refusesRequest(
  { 'http.429': 0.95 },
  { 'llm.rate_requests': 0.4, 'llm.rate_tokens': 0.26, 'llm.rate_limited': 0.26 },
);
export const overloads = refusesRequest(
  { 'http.503': 0.5, 'http.529': 0.3, 'http.429': 0.1, ok: 0.08 },
  { 'llm.overloaded': 0.78, 'http.503': 0.08, 'llm.ttft_timeout': 0.03, 'llm.ttft_slow': 0.03 },
);
export const lacksModel = refusesRequest(
  { 'http.404': 0.2, ok: 0.75 },
  { 'llm.model_not_found': 0.9, 'llm.model_not_listed': 0.05, 'http.404': 0.03 },
);

/** Answers arrive whole and are wrong, so only a look that reads the answer can tell. */
function spoils(llm: Weights): Effect {
  const layers = { tcp: fine, tls: fine, http: fine, llm };
  return { direct: layers, relayed: layers };
}

export const swapsModel = spoils({ 'llm.wrong_model': 0.88, 'llm.canary_mismatch': 0.08 });
export const corrupts = spoils({
  'llm.canary_mismatch': 0.82,
  'llm.garbage': 0.1,
  'llm.empty_output': 0.05,
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
    tcp: fine,
    tls: fine,
    http: { 'http.503': 0.4, 'http.500': 0.3, 'http.timeout': 0.2 },
    llm: {
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

/** The name does not lead to the link. */
export function misnames(symptom: string): Effect {
  return {
    direct: all({ [symptom]: 0.84, ok: 0.12 }),
    relayed: relayed(brokenBehind, brokenBehindLlm),
  };
}

/** The name leads elsewhere. */
export const misleads: Effect = {
  direct: {
    tcp: { 'tcp.refused': 0.4, 'tcp.timeout': 0.25, ok: 0.3 },
    tls: {
      'tcp.refused': 0.35,
      'tcp.timeout': 0.22,
      'tls.name_mismatch': 0.2,
      'tls.unknown_ca': 0.1,
      ok: 0.1,
    },
    http: {
      'tcp.refused': 0.35,
      'tcp.timeout': 0.22,
      'tls.name_mismatch': 0.15,
      'http.404': 0.1,
      ok: 0.12,
    },
    llm: {
      'tcp.refused': 0.35,
      'tcp.timeout': 0.22,
      'tls.name_mismatch': 0.15,
      'llm.model_not_found': 0.05,
      'http.404': 0.05,
      ok: 0.12,
    },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

/** The handshake fails with this symptom for everybody who checks certificates. */
export function distrusts(symptoms: Weights): Effect {
  return {
    direct: { tcp: fine, tls: symptoms, http: symptoms, llm: symptoms },
    relayed: relayed(brokenBehind, brokenBehindLlm),
  };
}
