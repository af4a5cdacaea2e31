import { type Effect, fine, handedOn, mixed, relayed, type Weights } from '../effects/effect.ts';
import { type FaultMode, lore, servingKinds, sharing } from './mode.ts';

const answerMode = sharing({
  family: 'service',
  kinds: servingKinds,
  access: 0.8,
  harm: 1,
  partial: true,
  shows: {},
});

/** Whose answers others pass on as theirs. */
const answerers = ['service', 'inference-server', 'model', 'store', 'datanet'] as const;

const otherPages: Weights = {
  'http.body_mismatch': 0.6,
  'http.body_too_large': 0.1,
  'http.truncated': 0.15,
};
const otherAnswers: Weights = { ...otherPages, 'llm.malformed': 0.1, 'llm.stale_answer': 0.1 };
/** Who is behind a model that others ask makes its answers wrong, or fails it. */
const answersElse: Effect = {
  direct: { tcp: fine, tls: fine, http: otherPages, llm: otherAnswers },
  relayed: relayed(
    otherPages,
    mixed(otherAnswers, { 'llm.canary_mismatch': 0.7, 'llm.engine_error': 0.2, ok: 0.1 }, 0.5),
  ),
};

/** How answers themselves go wrong, whatever they are about. */
export const answerModes: readonly FaultMode[] = [
  answerMode({
    id: 'service.misrouted',
    family: 'configuration',
    effect: handedOn({
      'http.404': 0.4,
      'http.3xx': 0.12,
      'http.redirect_loop': 0.12,
      'http.redirect_refused': 0.08,
      'http.400': 0.06,
      'http.4xx': 0.1,
      'http.403': 0.05,
    }),
    weight: 1.5,
    title: 'sends the request to the wrong place',
    remedy: 'compare its routes and its base path with the last change',
    confusedWith: ['model.missing', 'auth.not_permitted'],
    decides:
      'What stands behind it never sees the request, and answers it well when asked directly.',
    source: 'itbench-hub/ITBench, fault library: a service selector that matches nothing',
  }),
  answerMode({
    id: 'service.wrong_answer',
    effect: answersElse,
    weight: 1,
    // A health page is another page, and few look into it.
    access: 0.4,
    title: 'answers with something else than expected',
    remedy: 'look at the answer: an error page, a login page, another version',
    broughtBy: answerers,
    confusedWith: ['store.corrupt', 'service.misrouted'],
    decides: 'Compare the body with that of a healthy day, beginning with its content type.',
    source: lore,
  }),
  answerMode({
    id: 'service.wrong_protocol',
    family: 'configuration',
    effect: {
      direct: {
        tcp: { 'tcp.wrong_banner': 0.9 },
        tls: { 'tls.plaintext': 0.7, 'tls.protocol': 0.2 },
        http: { 'http.malformed': 0.7, 'http.header_overflow': 0.1, 'tls.plaintext': 0.1 },
        llm: { 'http.malformed': 0.5, 'llm.malformed': 0.3, 'tls.plaintext': 0.1 },
      },
      relayed: {
        tcp: fine,
        tls: fine,
        http: { 'http.502': 0.9 },
        llm: { 'http.502': 0.8, 'llm.malformed': 0.1 },
      },
    },
    weight: 0.7,
    title: 'speaks another protocol on this port',
    remedy: 'check what listens there: the port may have been taken by another program',
    confusedWith: ['certificate.handshake', 'service.resets'],
    decides: 'Read the first bytes of its answer: text where TLS is expected, or the reverse.',
    source: lore,
  }),
  answerMode({
    id: 'service.slow_body',
    effect: handedOn(
      { 'http.body_timeout': 0.8, 'http.408': 0.1 },
      { 'http.body_timeout': 0.3, 'llm.stall': 0.35, 'llm.ttft_timeout': 0.2, 'http.408': 0.06 },
    ),
    weight: 0.7,
    title: 'begins its answers and does not end them',
    remedy: 'look for a proxy that buffers, or a connection that is throttled',
    confusedWith: ['network.congested', 'network.large_packets', 'stream.stalls'],
    decides: 'The head of the answer is quick and its last byte never comes.',
    source: lore,
  }),
];
