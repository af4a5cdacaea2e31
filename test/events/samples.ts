import type { Chain } from '../../src/chain/types.ts';
import { createEventFactory, eventSource } from '../../src/events/envelope.ts';
import type { Ruling } from '../../src/events/ruling.ts';
import type { EventOf, Inference, Observation, WeaklinkEvent } from '../../src/events/types.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { safe, sanitise } from '../../src/text/sanitise.ts';

/** A clock that stands until it is moved. */
export function steppedClock(startMs = Date.parse('2026-11-21T03:14:02.311Z')) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    monotonic: () => nowMs - startMs,
    step: (ms: number) => {
      nowMs += ms;
    },
  } satisfies Clock & { step(ms: number): void };
}

export const sampleChain: Chain = {
  name: 'shop',
  models: [{ id: 'chat', at: 'edge', needs: [{ anyOf: ['a', 'b'] }] }],
  links: [
    {
      id: 'edge',
      kind: 'gateway',
      address: 'https://edge.test/v1',
      needs: [{ link: 'name' }],
      owner: 'platform team',
      labels: { tier: '1' },
      probes: [
        {
          kind: 'http',
          name: 'http',
          options: { url: 'https://edge.test/v1', headers: { authorization: 'env:KEY' } },
          intervalMs: 1_000,
          deadlineMs: 900,
          vantage: 'local',
          inferred: true,
        },
      ],
    },
    { id: 'name', kind: 'dns', needs: [], labels: {}, probes: [] },
    { id: 'a', kind: 'inference-server', needs: [], labels: {}, probes: [] },
    { id: 'b', kind: 'inference-server', needs: [], labels: {}, probes: [] },
  ],
  vantages: [{ name: 'bastion', address: 'ssh:me@bastion:22' }],
};

export const sampleObservation: Observation = {
  link: 'edge',
  probe: 'http',
  stream: 'edge/http@local',
  vantage: 'local',
  reach: 'through',
  model: 'chat',
  outcome: 'failed',
  symptom: 'http.502',
  alsoSeen: ['http.slow'],
  summary: safe`502 in 31 ms`,
  startedAt: '2026-11-21T03:14:02.280Z',
  durationMs: 31.25,
  phases: { resolve: 0.4, connect: 0.2, wait: 30, total: 31.25 },
  measures: [{ name: 'body', value: 181, unit: 'bytes' }],
  facts: { server: safe`nginx/1.22`, cached: false, attempt: 1, etag: null },
  evidence: [sanitise('HTTP/1.1 502 Bad Gateway\nserver: nginx', { lines: true })],
  command: safe`curl -sS -m 5 https://edge.test/v1`,
  servedBy: safe`replica-a`,
};

export const sampleVerdict: Verdict = {
  at: '2026-11-21T03:14:02.311Z',
  status: 'fault',
  headline: safe`the router is down`,
  culprits: [
    {
      link: 'a',
      mode: 'service.crashed',
      title: safe`crashed: the process is gone`,
      probability: 0.93,
      linkProbability: 0.97,
      since: '2026-11-21T03:14:00.000Z',
      evidenceFor: [safe`connections are refused`],
      evidenceAgainst: [],
      remedy: safe`start it again`,
      mayHide: ['b'],
    },
  ],
  cleared: ['name'],
  untested: ['b'],
  links: [{ link: 'a', state: 'culprit', probability: 0.97, why: safe`refuses` }],
  hypotheses: [{ faults: [{ link: 'a', mode: 'service.crashed' }], probability: 0.93 }],
  noFaultProbability: 0.01,
  outsideProbability: 0.02,
  next: {
    link: 'b',
    probe: 'http',
    stream: null,
    why: safe`tells a from b`,
    command: null,
    seconds: 1,
  },
  contradictions: [
    {
      link: 'a',
      who: safe`status page`,
      words: safe`All Systems Operational`,
      since: '2026-11-21T03:00:00.000Z',
      forMs: 842_311,
    },
  ],
  models: [{ model: 'chat', failing: 0.5 }],
};

export const sampleRuling: Ruling = {
  rule: 'tls',
  link: 'edge',
  state: 'broken',
  seen: safe`TLSv1.3, and it accepts TLSv1.1`,
  wanted: safe`TLS 1.2 or newer, and nothing older accepted`,
  since: '2026-11-21T03:00:00.000Z',
  orEarlier: true,
  fact: 'tls.protocol',
  remedy: safe`set the oldest version of edge to TLS 1.2`,
  command: safe`openssl s_client -connect edge.test:443`,
};

/** One event of every kind, the session first. */
export function oneOfEach(clock: Clock = steppedClock()): WeaklinkEvent[] {
  const { make } = createEventFactory({ clock, source: eventSource('bastion', 's1') });
  return [
    make('session', { version: '0.1.0', chain: sampleChain }),
    make('observation', sampleObservation, { subject: 'edge' }),
    make('change', { link: 'edge', what: 'certificate.serial', from: null, to: safe`02` }),
    make('claim', {
      link: 'edge',
      who: safe`status page`,
      says: 'healthy',
      words: safe`All Systems Operational`,
      updatedAt: null,
    }),
    make('inference', sampleInference),
    make('note', { link: null, words: sanitise('two\nlines', { lines: true }) }),
    make('fault', { action: 'injected', name: 'a-kill', link: 'a', mode: 'service.crashed' }),
    make('policy', { rulings: [sampleRuling] }),
    make('verdict', sampleVerdict),
  ];
}

/** One answered request, every field of it filled with what a test can tell from the others. */
export const sampleInference: Inference = {
  link: 'edge',
  model: 'chat',
  responseModel: 'chat-2026-11',
  request: 'r-1',
  attempt: 'vendor:r-1',
  source: 'tap',
  operation: 'chat',
  outcome: 'ok',
  used: true,
  final: true,
  error: null,
  startedAt: '2026-11-21T03:14:02.280Z',
  durationMs: 412.5,
  firstTokenMs: 80,
  promptTokens: 12,
  cacheReadTokens: 4,
  cacheWriteTokens: null,
  cacheWriteHourTokens: null,
  completionTokens: null,
  reasoningTokens: null,
  billed: 'yes',
  costNanos: 1_250_000,
  currency: 'USD',
  consumer: safe`agents`,
  environment: safe`staging`,
  adapter: null,
  path: [{ link: 'edge', ms: 2.5, firstTokenMs: 1 }],
  citations: [safe`document 12`],
  output: sanitise('two\nlines', { lines: true }),
};

/** A session of many observations, told apart by `facts.number`. */
export function manyEvents(count: number, clock: Clock = steppedClock()): WeaklinkEvent[] {
  const { make } = createEventFactory({ clock, source: eventSource('bastion', 's1') });
  return [
    make('session', { version: '0.1.0', chain: sampleChain }),
    ...numbered(count).map((number) =>
      make('observation', { ...sampleObservation, facts: { number } }, { subject: 'edge' }),
    ),
  ];
}

export function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function isObservation(event: WeaklinkEvent): event is EventOf<'observation'> {
  return event.type === 'weaklink.observation';
}
