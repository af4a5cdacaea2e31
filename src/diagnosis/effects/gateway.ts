import { type Effect, fine, handedOn, relayed, type Weights } from './effect.ts';

/** What a request meets at a gateway that is alive, and does the wrong thing with it. */
function spoilt(http: Weights, llm: Weights): Effect {
  return { direct: { tcp: fine, tls: fine, http, llm }, relayed: relayed(http, llm) };
}

/** Short answers, and so many looks, are through before its deadline. */
const givesUpEarly = spoilt(
  { 'http.504': 0.34, 'http.408': 0.08, ok: 0.56 },
  { 'http.504': 0.3, 'llm.stream_truncated': 0.16, 'http.408': 0.05, 'http.502': 0.05, ok: 0.42 },
);

/** The whole answer arrives at once: late by its first token, and complete. Short ones stay quick. */
const holdsBack = spoilt(fine, { 'llm.ttft_slow': 0.52, 'llm.ttft_timeout': 0.04, ok: 0.42 });

/** Gateways differ in what they then say. */
const hasNoBackend = spoilt(
  {
    'http.no_backend': 0.38,
    'http.set_aside': 0.06,
    'http.503': 0.16,
    'http.502': 0.2,
    'http.429': 0.04,
    'http.404': 0.1,
  },
  {
    'http.no_backend': 0.38,
    'http.set_aside': 0.06,
    'http.503': 0.12,
    'http.502': 0.18,
    'llm.rate_limited': 0.05,
    'llm.model_not_found': 0.14,
    'llm.fallback': 0.03,
  },
);

const cannotReachBackend = spoilt(
  { 'http.502': 0.52, 'http.504': 0.16, 'http.503': 0.14, 'http.5xx': 0.12 },
  { 'http.502': 0.52, 'http.504': 0.16, 'http.503': 0.14, 'http.5xx': 0.1, 'llm.fallback': 0.03 },
);

/** Where the other side is silent it waits; where that says no, it hands the failure on. */
const reusesDeadConnections = spoilt(
  { 'http.502': 0.34, 'http.504': 0.16, 'http.timeout': 0.3, 'http.reset': 0.08, ok: 0.06 },
  {
    'http.502': 0.32,
    'http.504': 0.16,
    'llm.ttft_timeout': 0.3,
    'http.timeout': 0.04,
    'http.reset': 0.08,
    'http.closed': 0.04,
    ok: 0.06,
  },
);

const refusesLarge = handedOn(
  { 'http.413': 0.66, 'http.4xx': 0.22, 'http.400': 0.08 },
  { 'http.413': 0.66, 'http.4xx': 0.18, 'llm.bad_request': 0.1 },
);

/** In turns with good answers: each round of cooling down lets a few requests through. */
const coolsDown = handedOn(
  { 'http.set_aside': 0.3, 'http.no_backend': 0.02, 'http.429': 0.2, 'http.503': 0.08, ok: 0.36 },
  {
    'http.set_aside': 0.24,
    'http.no_backend': 0.02,
    'llm.rate_limited': 0.1,
    'llm.overloaded': 0.07,
    'http.503': 0.08,
    // Where it has one to fall back on, that answers for as long as the backend is left out.
    'llm.fallback': 0.06,
    ok: 0.46,
  },
);

const queuesUnevenly = spoilt(fine, {
  'llm.ttft_slow': 0.36,
  'llm.overloaded': 0.1,
  'llm.ttft_timeout': 0.06,
  ok: 0.46,
});

/** Right answers to a part of the question: whoever sends little notices nothing. */
const cutsPrompts = handedOn(fine, {
  'llm.prompt_truncated': 0.6,
  'llm.canary_mismatch': 0.06,
  ok: 0.32,
});

/** Whoever is behind refuses what it makes of a request; one without options may come through. */
const spoilsRequests = handedOn(
  { 'http.400': 0.56, 'http.4xx': 0.1, 'http.502': 0.04, ok: 0.26 },
  { 'llm.bad_request': 0.56, 'http.4xx': 0.1, 'http.502': 0.04, ok: 0.26 },
);

export const gateway = {
  spoilsRequests,
  reusesDeadConnections,
  cutsPrompts,
  givesUpEarly,
  holdsBack,
  hasNoBackend,
  cannotReachBackend,
  refusesLarge,
  coolsDown,
  queuesUnevenly,
} as const;
