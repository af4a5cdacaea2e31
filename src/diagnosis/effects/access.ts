import { brokenBehind, brokenBehindLlm } from './connection.ts';
import { all, type Effect, fine, relayed, type Weights } from './effect.ts';

/** The name does not lead to the link. */
export function misnames(symptoms: Weights): Effect {
  return {
    direct: all({ ...symptoms, ok: 0.12 }),
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

/** Somebody else answers: a filter, a proxy that decrypts, a login page. */
export const intercepts: Effect = {
  direct: {
    tcp: { ok: 0.95 },
    // What a proxy signs with ends some day too, and all that it signs ends with it.
    tls: {
      'tls.unknown_ca': 0.3,
      'tls.name_mismatch': 0.26,
      'tls.self_signed': 0.18,
      'tls.expired': 0.08,
      ok: 0.15,
    },
    http: {
      'tls.unknown_ca': 0.2,
      'tls.name_mismatch': 0.2,
      'tls.self_signed': 0.1,
      'tls.expired': 0.06,
      'http.403': 0.16,
      'http.redirect_refused': 0.1,
      'http.body_mismatch': 0.06,
      ok: 0.1,
    },
    llm: {
      'tls.unknown_ca': 0.2,
      'tls.name_mismatch': 0.2,
      'tls.self_signed': 0.1,
      'tls.expired': 0.06,
      'http.403': 0.18,
      'llm.malformed': 0.18,
    },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};
