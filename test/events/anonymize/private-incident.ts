import type { Chain, Link, ProbePlan } from '../../../src/chain/types.ts';
import { createEngine } from '../../../src/diagnosis/engine.ts';
import { createEventFactory, eventSource } from '../../../src/events/envelope.ts';
import type { Ruling } from '../../../src/events/ruling.ts';
import type { Observation, WeaklinkEvent } from '../../../src/events/types.ts';
import { safe } from '../../../src/text/sanitise.ts';
import { observationOf } from '../../support/feed.ts';

const startMs = Date.parse('2026-11-21T03:00:00.000Z');

const brokenPolicy: Ruling = {
  rule: 'images',
  link: 'llama-prod-a',
  state: 'broken',
  seen: safe`registry.acme-corp.ai/vllm:latest`,
  wanted: safe`an image of vllm_acme_web_1 named by its digest`,
  since: null,
  remedy: safe`ask jane.doe on node-17`,
  command: safe`docker inspect vllm_acme_web_1`,
};

/** Names as real teams give them: they must not be found in an anonymized copy. */
export const secrets = [
  'chat.acme-corp.ai',
  'acme-corp',
  'acme',
  'llama-prod-a',
  'llama-prod-b',
  'node-17',
  'node-17.rack4.acme-corp.ai',
  'rack4',
  'acme-llama-70b',
  'team-falcon',
  '10.31.7.4',
  '10.31.7.5',
  '203.0.113.77',
  '2001:db8:4c::17',
  '3c:ec:ef:12:34:56',
  'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
  '1320220041234',
  'jane.doe',
  'jdoe',
  'vllm_acme_web_1',
  'f3a9c1d2e4b5',
  'eu-falkenstein-2',
  'Acme Corp GmbH',
  'registry.acme-corp.ai',
  'AcmeTokenA1b2C3d4E5f6G7',
  'patient record 4711',
  'unknown-host-9',
] as const;

function plan(kind: string, options: Record<string, unknown>, vantage = 'local'): ProbePlan {
  return {
    kind,
    name: kind,
    options,
    intervalMs: 1_000,
    deadlineMs: 2_000,
    vantage,
    inferred: false,
  };
}

function link(id: string, kind: Link['kind'], more: Partial<Link>): Link {
  return { id, kind, needs: [], labels: {}, probes: [], owner: 'team-falcon', ...more };
}

export const privateChain: Chain = {
  name: 'acme-prod',
  models: [{ id: 'acme-llama-70b', at: 'gateway', needs: [] }],
  links: [
    link('chat.acme-corp.ai', 'dns', {
      address: 'chat.acme-corp.ai',
      probes: [plan('dns', { name: 'chat.acme-corp.ai', expect: ['203.0.113.77'] })],
    }),
    link('gateway', 'gateway', {
      address: 'https://chat.acme-corp.ai/v1?tenant=acme',
      needs: [{ link: 'chat.acme-corp.ai' }, { anyOf: ['llama-prod-a', 'llama-prod-b'] }],
      labels: { 'acme-corp.ai/team': 'falcon-llm' },
      region: 'eu-falkenstein-2',
      probes: [
        plan('http', {
          url: 'https://ops:hidden@chat.acme-corp.ai/v1/models/acme-llama-70b?tenant=acme',
          headers: { Authorization: 'Bearer env:ACME_KEY' },
          prompt: 'patient record 4711',
        }),
      ],
    }),
    link('llama-prod-a', 'inference-server', {
      address: 'http://10.31.7.4:8000',
      needs: [{ link: 'node-17' }],
      probes: [
        plan('http', { url: 'http://10.31.7.4:8000/health' }),
        plan('process', { pidFile: '/home/jdoe/vllm/llama.pid' }, 'bastion-17'),
      ],
    }),
    link('llama-prod-b', 'inference-server', {
      address: 'http://10.31.7.5:8000',
      probes: [plan('http', { url: 'http://[2001:db8:4c::17]:8000/health' })],
    }),
    link('node-17', 'host', {
      address: 'node-17.rack4.acme-corp.ai',
      probes: [plan('host', { uuid: 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01' }, 'bastion-17')],
    }),
  ],
  vantages: [{ name: 'bastion-17', address: 'ssh:jdoe@node-17.rack4.acme-corp.ai:22' }],
};

/** A look, healthy or as it is while llama-prod-a is down, with everything private in its texts. */
function look(id: string, probe: string, broken: boolean, nowMs: number): Observation {
  const isReplica = id === 'llama-prod-a' && probe === 'http';
  const isGateway = id === 'gateway';
  const symptom = !broken ? null : isReplica ? 'tcp.refused' : isGateway ? 'http.502' : null;
  const vantage = ['process', 'host'].includes(probe) ? 'bastion-17' : 'local';
  const look = observationOf(
    {
      link: id,
      probe,
      stream: `${id}/${probe}@${vantage}`,
      vantage,
      reach: isGateway ? 'through' : vantage === 'local' ? 'access' : 'self',
      outcome: symptom === null ? 'ok' : 'failed',
      symptom,
      summary:
        symptom === null ? '200 from 10.31.7.4 in 3 ms' : 'refused by node-17 (10.31.7.4:8000)',
      evidence: [
        'Nov 21 03:00:01 node-17 kernel: NVRM: Xid (PCI:0000:3b:00): 79, GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01',
        'subject: CN=chat.acme-corp.ai, O=Acme Corp GmbH; mail jane.doe@acme-corp.ai',
        'upstream unknown-host-9:8000 via 3c:ec:ef:12:34:56, token AcmeTokenA1b2C3d4E5f6G7',
        `'{"model":"acme-llama-70b","messages":[{"role":"user","content":"patient record 4711"}]}'`,
      ],
      command: `ssh jdoe@node-17 curl -sS 'http://10.31.7.4:8000/health?who=acme' --cacert /home/jdoe/acme/ca.pem -H "X: $ACME_KEY"`,
      durationMs: 3,
    },
    nowMs,
  );
  return {
    ...look,
    facts: {
      'tcp.address.10.31.7.4:8000': 'connected' as never,
      'container.name': 'vllm_acme_web_1' as never,
      'container.id': 'f3a9c1d2e4b5' as never,
      'container.image': 'registry.acme-corp.ai/llm/vllm:1.2' as never,
      'gpu.serial': '1320220041234' as never,
      'gpu.uuid': 'GPU-5a1dbf0c-3e72-4c0b-9c55-0d6f7b1c2a01' as never,
      'llm.text': 'the patient record 4711 says' as never,
      'http.status': 200,
    },
    ...(isGateway ? { servedBy: 'llama-prod-b' as never } : {}),
  };
}

/** Two minutes: healthy, then llama-prod-a refuses; with the verdicts that were drawn on the day. */
export function privateIncident(): readonly WeaklinkEvent[] {
  let nowMs = startMs;
  const factory = createEventFactory({
    clock: { now: () => nowMs, monotonic: () => nowMs },
    source: eventSource('bastion.acme-corp.ai', 'k3j5-17'),
  });
  const engine = createEngine(privateChain);
  const events: WeaklinkEvent[] = [];
  const put = (event: WeaklinkEvent) => {
    events.push(event);
    engine.accept(event);
  };
  put(factory.make('session', { version: '0.1.0', chain: privateChain }));
  for (let second = 0; second < 120; second += 1) {
    nowMs = startMs + second * 1_000;
    const broken = second >= 60;
    for (const { id, probes } of privateChain.links) {
      for (const { kind } of probes) {
        put(factory.make('observation', look(id, kind, broken, nowMs), { subject: id }));
      }
    }
    if (second === 59) {
      const words = 'all of llama-prod-a at Acme is fine, says jane.doe@acme-corp.ai' as never;
      const said = { link: 'llama-prod-a', who: 'status page' as never, says: 'healthy' as const };
      put(factory.make('claim', { ...said, words, updatedAt: null }, { subject: 'llama-prod-a' }));
      const change = { link: 'node-17', what: 'container.image', from: null };
      const to = 'registry.acme-corp.ai/llm/vllm:1.3' as never;
      put(factory.make('change', { ...change, to }, { subject: 'node-17' }));
      const file = {
        link: 'llama-prod-a',
        what: 'file.content /etc/acme/llama-prod-a/jdoe.yaml',
        from: '9e535bb97b20b544' as never,
        to: '427f93cafd9cc19b' as never,
        notBefore: new Date(nowMs - 5_000).toISOString(),
      };
      put(factory.make('change', file, { subject: 'llama-prod-a' }));
      put(factory.make('note', { link: null, words: 'jdoe restarts node-17 in rack4' as never }));
      put(factory.make('policy', { rulings: [brokenPolicy] }));
      const fault = { action: 'injected' as const, name: 'llama-prod-a-kill' };
      put(factory.make('fault', { ...fault, link: 'llama-prod-a', mode: 'service.crashed' }));
    }
    if (second % 10 === 9) {
      const verdict = engine.verdict();
      events.push(factory.make('verdict', verdict, { time: verdict.at }));
    }
  }
  return events;
}
