import { brokenBehind, brokenBehindLlm } from './connection.ts';
import { type Effect, fine, handedOn, relayed } from './effect.ts';

/** Comes up, fails over its files, and comes up again. */
const neverStarts: Effect = {
  retried: true,
  direct: {
    tcp: { 'tcp.refused': 0.66, 'tcp.reset': 0.04, ok: 0.28 },
    tls: { 'tcp.refused': 0.66, 'tls.closed': 0.04, ok: 0.28 },
    http: { 'tcp.refused': 0.64, 'http.503': 0.28, 'http.closed': 0.04 },
    llm: { 'tcp.refused': 0.64, 'llm.loading': 0.2, 'http.503': 0.1, 'http.closed': 0.03 },
  },
  relayed: relayed(brokenBehind, brokenBehindLlm),
};

/** Right status, right model, no sense. */
const babbles = handedOn(fine, {
  'llm.garbage': 0.52,
  'llm.canary_mismatch': 0.28,
  'llm.empty_output': 0.16,
});

/** Sensible, and not the known answer. */
const answersOtherwise = handedOn(fine, {
  'llm.canary_mismatch': 0.6,
  'llm.wrong_model': 0.06,
  'llm.finish_length': 0.04,
  ok: 0.28,
});

/** Known answers are short, so most looks pass. */
const spoilsLongAnswers = handedOn(fine, {
  'llm.garbage': 0.1,
  'llm.canary_mismatch': 0.08,
  'llm.finish_length': 0.06,
  ok: 0.74,
});

/** Wrong in some places, and now and then not a number at all. */
const computesWrongly = handedOn(fine, {
  'llm.canary_mismatch': 0.42,
  'llm.garbage': 0.22,
  'llm.engine_error': 0.06,
  ok: 0.28,
});

export const quality = {
  neverStarts,
  babbles,
  answersOtherwise,
  spoilsLongAnswers,
  computesWrongly,
} as const;
