import type { Chain, Link } from '../../src/chain/types.ts';
import type { Observation } from '../../src/events/types.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { buildReport, type ReportSource } from '../../src/report/build-report.ts';
import type { Report } from '../../src/report/types.ts';
import { safe } from '../../src/text/sanitise.ts';

/** A chain whose replica lost its GPU: one of every state a link can have. */
function link(id: string, kind: Link['kind'], needs: readonly string[] = [], owner?: string): Link {
  return {
    id,
    kind,
    needs: needs.map((need) => ({ link: need })),
    labels: {},
    probes: [],
    ...(owner === undefined ? {} : { owner }),
  };
}

const chain: Chain = {
  name: 'acme-prod',
  models: [{ id: 'chat-70b', at: 'gateway', needs: [] }],
  links: [
    link('chat.acme.ai', 'dns'),
    link('gateway', 'gateway', ['chat.acme.ai', 'replica-a'], 'edge team'),
    link('replica-a', 'inference-server', ['gpu-1']),
    link('gpu-1', 'gpu', [], 'platform'),
    link('vendor-x', 'provider'),
  ],
  vantages: [],
};

export function sampleObservation(overrides: Partial<Observation> = {}): Observation {
  return {
    link: 'gpu-1',
    probe: 'gpu',
    stream: 'gpu-1/gpu@local',
    vantage: 'local',
    reach: 'self',
    outcome: 'failed',
    symptom: 'gpu.lost',
    alsoSeen: ['gpu.xid'],
    summary: safe`GPU 0 is lost`,
    startedAt: '2026-11-21T14:02:28.000Z',
    durationMs: 31.5,
    phases: { total: 31.5 },
    measures: [{ name: 'temperature', value: 61, unit: '°C' }],
    facts: { xid: 79 },
    evidence: [safe`GPU is lost. Reboot the system`],
    command: safe`nvidia-smi -q -x`,
    ...overrides,
  };
}

const verdict: Verdict = {
  at: '2026-11-21T14:02:31.000Z',
  status: 'fault',
  headline: safe`gpu-1 fell off the bus (XID 79)`,
  culprits: [
    {
      link: 'gpu-1',
      mode: 'gpu.lost',
      title: safe`fell off the bus`,
      probability: 0.94,
      linkProbability: 0.96,
      since: '2026-11-21T14:02:11.000Z',
      evidenceFor: [safe`XID 79 in the kernel log, and the GPU is gone from nvidia-smi`],
      evidenceAgainst: [safe`replica-a answered once since then`],
      remedy: safe`Drain node-2, then reboot it.`,
      mayHide: ['replica-a'],
    },
  ],
  cleared: ['chat.acme.ai', 'gateway'],
  untested: ['vendor-x'],
  links: [
    { link: 'gpu-1', state: 'culprit', probability: 0.96, why: safe`XID 79` },
    { link: 'gateway', state: 'cleared', probability: 0.01, why: safe`answers 200 itself` },
    { link: 'replica-a', state: 'symptom', probability: 0.02, why: safe`needs gpu-1` },
    { link: 'chat.acme.ai', state: 'cleared', probability: 0.01, why: safe`as expected` },
    { link: 'vendor-x', state: 'untested', probability: 0.01, why: safe`nothing looked lately` },
  ],
  hypotheses: [{ faults: [{ link: 'gpu-1', mode: 'gpu.lost' }], probability: 0.94 }],
  noFaultProbability: 0.01,
  outsideProbability: 0.01,
  next: {
    link: 'replica-a',
    probe: 'openai',
    stream: 'replica-a/openai@local',
    why: safe`tells gpu-1 from replica-a: asks it for a completion`,
    command: safe`curl -sS http://replica-a:8000/v1/models`,
    seconds: 2,
  },
  contradictions: [
    {
      link: 'gateway',
      who: safe`status page`,
      words: safe`all systems operational`,
      since: '2026-11-21T14:02:11.000Z',
      forMs: 20_000,
    },
  ],
  models: [{ model: 'chat-70b', failing: 0.67 }],
};

const healthy: Verdict = {
  ...verdict,
  status: 'healthy',
  headline: safe`every link answers as it should`,
  culprits: [],
  cleared: chain.links.map(({ id }) => id),
  untested: [],
  links: chain.links.map(({ id }) => ({
    link: id,
    state: 'cleared',
    probability: 0.01,
    why: safe`as expected`,
  })),
  hypotheses: [{ faults: [], probability: 0.98 }],
  noFaultProbability: 0.98,
  next: null,
  contradictions: [],
  models: [],
};

const observations = [
  sampleObservation(),
  sampleObservation({
    link: 'gateway',
    probe: 'http',
    stream: 'gateway/http@local',
    reach: 'access',
    outcome: 'ok',
    symptom: null,
    alsoSeen: [],
    summary: safe`200 in 3 ms`,
    durationMs: 3.2,
    evidence: [],
    command: safe`curl -sS https://chat.acme.ai/health`,
  }),
];

const source: ReportSource = {
  version: '0.1.0',
  chain,
  startedAt: '2026-11-21T14:01:31.000Z',
  endedAt: '2026-11-21T14:02:31.500Z',
  verdict,
  observations,
};

export function sampleReport(overrides: Partial<ReportSource> = {}): Report {
  return buildReport({ ...source, ...overrides });
}

export const samples = { chain, verdict, healthy, observations } as const;
