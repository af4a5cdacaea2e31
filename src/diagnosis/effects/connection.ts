import { all, type Effect, relayed, type Weights } from './effect.ts';

/** What a hop says of a peer that it cannot reach. */
export const brokenBehind: Weights = {
  'http.502': 0.52,
  'http.503': 0.24,
  'http.500': 0.06,
  'http.504': 0.05,
  'http.closed': 0.03,
  'http.reset': 0.03,
};
/** Who renews an identity there goes on with the old one until it ends, and is refused by whom it asks then. */
const withoutIdentity: Weights = { 'llm.auth': 0.015 };
export const brokenBehindLlm: Weights = {
  ...brokenBehind,
  ...withoutIdentity,
  'llm.engine_error': 0.05,
  'llm.overloaded': 0.03,
};

/** Nothing listens; what was under way as it ended is cut off. */
export const refuses: Effect = {
  retried: true,
  direct: {
    ...all({ 'tcp.refused': 0.96, 'tcp.reset': 0.02 }),
    http: { 'tcp.refused': 0.96, 'tcp.reset': 0.01, 'http.reset': 0.02, 'http.closed': 0.01 },
    llm: { 'tcp.refused': 0.96, 'tcp.reset': 0.01, 'http.reset': 0.02, 'http.closed': 0.01 },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

/** Another program listens in its place: there, or on one of several addresses, where nothing answers on the rest. */
export const heldByAnother: Effect = {
  retried: true,
  direct: {
    tcp: { 'tcp.refused': 0.5, 'tcp.wrong_banner': 0.1, ok: 0.38 },
    tls: { 'tcp.refused': 0.5, 'tls.plaintext': 0.2, 'tls.name_mismatch': 0.12, ok: 0.14 },
    http: {
      'tcp.refused': 0.5,
      'http.404': 0.2,
      'http.401': 0.04,
      'http.403': 0.04,
      'http.4xx': 0.04,
      'http.malformed': 0.04,
      'http.body_mismatch': 0.04,
      ok: 0.06,
    },
    llm: {
      'tcp.refused': 0.5,
      'http.404': 0.16,
      'llm.malformed': 0.1,
      'llm.model_not_found': 0.06,
      'http.4xx': 0.04,
      'http.malformed': 0.04,
      'llm.auth': 0.04,
    },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

/**
 * Dies and is started again and again: nothing listens, or what listens dies in the middle. A balancer or a mesh
 * before it answers for it.
 */
export const comesAndGoes: Effect = {
  retried: true,
  direct: {
    tcp: { 'tcp.refused': 0.7, 'tcp.reset': 0.06, 'tcp.closed': 0.04, ok: 0.2 },
    tls: {
      'tcp.refused': 0.66,
      'tls.reset': 0.08,
      'tls.closed': 0.08,
      'tcp.reset': 0.04,
      ok: 0.14,
    },
    http: {
      'tcp.refused': 0.52,
      'http.reset': 0.11,
      'http.closed': 0.11,
      'http.503': 0.07,
      'http.502': 0.03,
      'tcp.reset': 0.04,
      ok: 0.12,
    },
    llm: {
      'tcp.refused': 0.52,
      'http.reset': 0.09,
      'http.closed': 0.09,
      'http.503': 0.07,
      'http.502': 0.03,
      'llm.stream_truncated': 0.03,
      'tcp.reset': 0.04,
      'llm.loading': 0.03,
      ok: 0.1,
    },
  },
  relayed: relayed({ ...brokenBehind, ok: 0.1 }, { ...brokenBehindLlm, ok: 0.1 }),
};

/** Is ended again and again before it is ready: it is still getting ready, or nothing listens for a moment. */
export const endsBeforeReady: Effect = {
  retried: true,
  direct: {
    tcp: { 'tcp.refused': 0.26, 'tcp.reset': 0.04, ok: 0.7 },
    tls: { 'tcp.refused': 0.26, 'tls.reset': 0.04, 'tls.closed': 0.04, ok: 0.66 },
    http: {
      'http.503': 0.46,
      'tcp.refused': 0.26,
      'http.reset': 0.05,
      'http.closed': 0.05,
      ok: 0.16,
    },
    llm: {
      'llm.loading': 0.52,
      'http.503': 0.12,
      'tcp.refused': 0.26,
      'http.reset': 0.04,
      'http.closed': 0.04,
    },
  },
  relayed: relayed(
    { ...brokenBehind, 'http.503': 0.4 },
    { ...brokenBehindLlm, 'http.503': 0.4, 'llm.loading': 0.2 },
  ),
};

/** Connections are accepted or half-accepted and then dropped. */
export const drops: Effect = {
  direct: {
    tcp: { 'tcp.reset': 0.25, 'tcp.closed': 0.25, ok: 0.45 },
    tls: { 'tls.closed': 0.45, 'tls.reset': 0.35, 'tcp.reset': 0.12, ok: 0.05 },
    // Where it is asked over TLS, the handshake is what ends.
    http: {
      'http.closed': 0.37,
      'http.reset': 0.37,
      'tls.closed': 0.09,
      'tls.reset': 0.09,
      'tcp.reset': 0.04,
    },
    llm: {
      'http.closed': 0.35,
      'http.reset': 0.35,
      'llm.stream_truncated': 0.05,
      'tls.closed': 0.09,
      'tls.reset': 0.09,
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

/** A filter on the way lets connections be opened, and ends them once it has read who is asked for. */
export const resetsHandshakes: Effect = {
  retried: true,
  direct: {
    tcp: { ok: 0.76, 'tcp.reset': 0.2 },
    tls: { 'tls.reset': 0.8, 'tls.closed': 0.06, 'tcp.reset': 0.1 },
    http: { 'tls.reset': 0.6, 'http.reset': 0.24, 'tls.closed': 0.04, 'tcp.reset': 0.08 },
    llm: { 'tls.reset': 0.6, 'http.reset': 0.24, 'tls.closed': 0.04, 'tcp.reset': 0.08 },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

const waitsBehind: Weights = {
  'http.504': 0.36,
  'http.timeout': 0.42,
  'http.502': 0.1,
  'http.503': 0.06,
};
const waitsBehindLlm: Weights = {
  ...withoutIdentity,
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
