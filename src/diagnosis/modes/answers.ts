import { type Effect, fine, handedOn } from '../effects/effect.ts';
import { type FaultMode, servingKinds } from './mode.ts';

function answerMode(
  id: string,
  effect: Effect,
  weight: number,
  title: string,
  remedy: string,
): FaultMode {
  return {
    id,
    kinds: servingKinds,
    title,
    remedy,
    weight,
    effect,
    access: 0.8,
    harm: 1,
    partial: true,
    shows: {},
  };
}

/** How answers themselves go wrong, whatever they are about. */
export const answerModes: readonly FaultMode[] = [
  answerMode(
    'service.misrouted',
    handedOn({
      'http.404': 0.4,
      'http.3xx': 0.12,
      'http.redirect_loop': 0.12,
      'http.redirect_refused': 0.08,
      'http.400': 0.06,
      'http.4xx': 0.1,
      'http.403': 0.05,
    }),
    1.5,
    'sends the request to the wrong place',
    'compare its routes and its base path with the last change',
  ),
  answerMode(
    'service.wrong_answer',
    handedOn({
      'http.body_mismatch': 0.6,
      'http.body_too_large': 0.1,
      'http.truncated': 0.15,
      'llm.malformed': 0.1,
    }),
    1,
    'answers with something else than expected',
    'look at the answer: an error page, a login page, another version',
  ),
  answerMode(
    'service.wrong_protocol',
    {
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
    0.7,
    'speaks another protocol on this port',
    'check what listens there: the port may have been taken by another program',
  ),
  answerMode(
    'service.slow_body',
    handedOn({ 'http.body_timeout': 0.8, 'http.408': 0.1 }),
    0.7,
    'begins its answers and does not end them',
    'look for a proxy that buffers, or a connection that is throttled',
  ),
];
