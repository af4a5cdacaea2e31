import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/diagnosis/engine.ts';
import { safe } from '../../src/text/sanitise.ts';
import { dice } from '../support/dice.ts';
import { demoChain, demoSeries, keyOf, link, Player } from '../support/looks.ts';

const at = (link: string, model = 'chat') => `${link}/canary-${model}@local`;
const half = (symptom: string) => {
  const roll = dice(11);
  return () => (roll() < 0.5 ? symptom : 'ok');
};
const vendorPath = (symptom: string) => ({
  [at('vendor', 'vendor-chat')]: symptom,
  [at('gateway', 'vendor-chat')]: symptom,
  [at('edge', 'vendor-chat')]: symptom,
});
const edgeFront = (symptom: string) => ({
  'certificate/tls@local': symptom,
  'edge/http@local': symptom,
  [at('edge')]: symptom,
  [at('edge', 'vendor-chat')]: symptom,
});

type Case = [string, Record<string, string | (() => string)>, string, string];

const cases: Case[] = [
  [
    'a name that is gone',
    { 'name/dns@local': 'dns.nxdomain', ...edgeFront('dns.nxdomain') },
    'name',
    'dns.name_missing',
  ],
  [
    'a silent name server',
    { 'name/dns@local': 'dns.timeout', ...edgeFront('dns.timeout') },
    'name',
    'dns.silent',
  ],
  ['an expired certificate', edgeFront('tls.expired'), 'certificate', 'certificate.expired'],
  [
    'an edge that crashed',
    { ...edgeFront('tcp.refused'), 'edge/process@local': 'process.absent' },
    'edge',
    'service.crashed',
  ],
  [
    'an edge that is stopped',
    { ...edgeFront('tls.timeout'), 'edge/process@local': 'process.stopped' },
    'edge',
    'service.stopped',
  ],
  ['an edge that resets', edgeFront('tls.reset'), 'edge', 'service.resets'],
  [
    'a revoked key',
    {
      [at('gateway')]: 'llm.auth',
      [at('edge')]: 'llm.auth',
      [at('gateway', 'vendor-chat')]: 'llm.auth',
      [at('edge', 'vendor-chat')]: 'llm.auth',
    },
    'gateway',
    'auth.key_revoked',
  ],
  [
    'a router that fails',
    { [at('router')]: 'http.503', [at('gateway')]: 'http.503', [at('edge')]: 'http.503' },
    'router',
    'service.errors',
  ],
  [
    'a replica whose process is gone',
    {
      'replica-a/http@local': 'tcp.refused',
      [at('replica-a')]: 'tcp.refused',
      'replica-a/process@local': 'process.absent',
    },
    'replica-a',
    'service.crashed',
  ],
  [
    'a replica that listens no more',
    { 'replica-a/http@local': 'tcp.refused', [at('replica-a')]: 'tcp.refused' },
    'replica-a',
    'service.refusing',
  ],
  [
    'a replica killed for memory',
    {
      'replica-a/http@local': 'tcp.refused',
      [at('replica-a')]: 'tcp.refused',
      'replica-a/process@local': 'process.oom_killed',
    },
    'replica-a',
    'engine.oom_killed',
  ],
  [
    'a hung engine behind a green health check',
    {
      [at('replica-a')]: 'llm.ttft_timeout',
      [at('router')]: half('llm.ttft_timeout'),
      [at('gateway')]: half('http.504'),
      [at('edge')]: half('http.504'),
    },
    'replica-a',
    'engine.hung',
  ],
  [
    'a lost GPU under a failing engine',
    {
      'gpu-a/gpu@local': 'gpu.lost',
      [at('replica-a')]: 'llm.engine_error',
      [at('router')]: half('llm.engine_error'),
    },
    'gpu-a',
    'gpu.lost',
  ],
  [
    'memory errors that harm nobody yet',
    { 'gpu-b/gpu@local': 'gpu.ecc_uncorrected' },
    'gpu-b',
    'gpu.ecc',
  ],
  [
    'a hot GPU that makes its replica slow',
    {
      'gpu-a/gpu@local': 'gpu.throttle_thermal',
      [at('replica-a')]: 'llm.ttft_slow',
      [at('router')]: half('llm.ttft_slow'),
    },
    'gpu-a',
    'gpu.throttled',
  ],
  [
    'a revoked certificate before clients that do not ask',
    { 'certificate/tls@local': 'tls.revoked' },
    'certificate',
    'certificate.revoked',
  ],
  [
    'a store that both replicas starve without',
    {
      'store/http@local': 'tcp.refused',
      'store/process@local': 'process.absent',
      ...Object.fromEntries(
        ['replica-a', 'replica-b', 'router', 'gateway', 'edge'].map((id) => [at(id), 'http.503']),
      ),
    },
    'store',
    'service.crashed',
  ],
  ['an overloaded vendor', vendorPath('llm.overloaded'), 'vendor', 'service.overloaded'],
  ['a vendor without credit', vendorPath('llm.quota_exhausted'), 'vendor', 'quota.exhausted'],
  [
    'a replica that serves another model',
    {
      [at('replica-b')]: 'llm.wrong_model',
      [at('router')]: half('llm.wrong_model'),
      [at('edge')]: half('llm.wrong_model'),
    },
    'replica-b',
    'model.wrong',
  ],
  [
    'a replica that cuts answers off',
    { [at('replica-a')]: 'llm.stream_truncated', [at('router')]: half('llm.stream_truncated') },
    'replica-a',
    'stream.truncated',
  ],
];

describe('the engine', () => {
  it('finds nothing wrong with a healthy chain, and clears every link', () => {
    const player = new Player();
    player.rounds(20);
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('healthy');
    expect(verdict.culprits).toEqual([]);
    expect(verdict.untested).toEqual([]);
    expect(verdict.cleared).toEqual(demoChain.links.map(({ id }) => id));
  });

  it.each(cases)('names %s within three looks', (_title, symptoms, link, mode) => {
    const player = new Player();
    player.rounds(10);
    const brokenAt = new Date(player.nowMs - 10).toISOString();
    player.rounds(3, symptoms);
    player.rounds(3, symptoms);
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('fault');
    expect(verdict.culprits.map((culprit) => [culprit.link, culprit.mode])).toEqual([[link, mode]]);
    const [culprit] = verdict.culprits;
    // The finer modes of one link take their share of what cannot be told apart.
    expect(culprit?.linkProbability).toBeGreaterThan(0.7);
    expect(culprit?.probability).toBeGreaterThan(0.4);
    expect(culprit?.probability).toBeLessThan(1);
    expect(culprit && culprit.since >= brokenAt).toBe(true);
    expect(culprit?.evidenceFor.length).toBeGreaterThan(0);
    expect(verdict.links.find((finding) => finding.link === link)?.state).toBe('culprit');
  });

  it('says healthy again after the recovery', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(20, edgeFront('tls.expired'));
    expect(player.engine.verdict().status).toBe('fault');
    player.rounds(5);
    expect(player.engine.verdict()).toMatchObject({ status: 'healthy', culprits: [] });
  });

  it('takes one odd look for what it is', () => {
    const player = new Player();
    player.rounds(10);
    player.round({ 'router/http@local': 'http.timeout' });
    expect(player.engine.verdict().status).toBe('healthy');
    player.rounds(3);
    expect(player.engine.verdict().status).toBe('healthy');
  });

  it.each([0.1, 0.2, 0.3])('finds a router that drops %f of its requests', (share) => {
    const roll = dice(3);
    const often = (symptom: string) => () => (roll() < share ? symptom : 'ok');
    const player = new Player();
    player.rounds(10);
    // As long as it takes to drop some six of each series.
    player.rounds(Math.round(6 / share), {
      'router/http@local': often('http.closed'),
      [at('router')]: often('http.closed'),
      [at('gateway')]: often('http.502'),
      [at('edge')]: often('http.502'),
    });
    const verdict = player.engine.verdict();
    expect(verdict.culprits.map(({ link, mode }) => [link, mode])).toEqual([
      ['router', 'service.resets'],
    ]);
    expect(verdict.culprits[0]?.title).toContain('% of requests');
  });

  it.each([
    ['tls.expired', 'service.certificate'],
    ['dns.nxdomain', 'service.name_fails'],
    ['tcp.timeout', 'service.unreachable'],
    ['tcp.refused', 'service.crashed'],
  ])('explains %s on a link that stands alone', (symptom, mode) => {
    const chain = { ...demoChain, models: [], links: [link('api', 'gateway')] };
    const player = new Player(chain, [{ link: 'api', probe: 'http', reach: 'access' }]);
    player.rounds(3);
    player.rounds(3, { 'api/http@local': symptom });
    const found = player.engine.verdict().culprits.map((one) => `${one.link} ${one.mode}`);
    expect(found).toEqual([`api ${mode}`]);
  });

  it('does not call a link a symptom of what cannot reach it', () => {
    const player = new Player();
    player.rounds(10);
    player.round({ 'vendor/http@local': 'tls.expired' });
    player.rounds(3, {
      'name/dns@local': 'dns.nxdomain',
      ...edgeFront('dns.nxdomain'),
      'vendor/http@local': 'never.heard_of',
    });
    const finding = player.engine.verdict().links.find((one) => one.link === 'vendor');
    expect(finding?.state).toBe('failing');
    expect(finding?.why).toContain('not explained by name');
  });

  it('names two faults that hide nothing from each other', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(8, {
      ...vendorPath('llm.overloaded'),
      'gpu-a/gpu@local': 'gpu.lost',
      [at('replica-a')]: 'llm.engine_error',
    });
    const found = player.engine.verdict().culprits.map(({ link, mode }) => `${link} ${mode}`);
    expect(found.sort()).toEqual(['gpu-a gpu.lost', 'vendor service.overloaded']);
  });

  it('forgets the last fault when the next one comes', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(10, vendorPath('llm.stream_truncated'));
    player.rounds(7);
    player.rounds(4, {
      'replica-b/http@local': 'tcp.refused',
      [at('replica-b')]: 'tcp.refused',
      'replica-b/process@local': 'process.absent',
    });
    const found = player.engine.verdict().culprits.map(({ link, mode }) => `${link} ${mode}`);
    expect(found).toEqual(['replica-b service.crashed']);
  });

  it('says what may hide behind a broken name', () => {
    const player = new Player(
      demoChain,
      demoSeries.filter(({ link }) => ['name', 'edge', 'certificate'].includes(link)),
    );
    player.rounds(10);
    player.rounds(5, { 'name/dns@local': 'dns.nxdomain', ...edgeFront('dns.nxdomain') });
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit?.link).toBe('name');
    expect(culprit?.mayHide).toContain('router');
  });

  it('does not blame a link that suffers from another', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, { 'name/dns@local': 'dns.nxdomain', ...edgeFront('dns.nxdomain') });
    const states = new Map(player.engine.verdict().links.map(({ link, state }) => [link, state]));
    expect(states.get('edge')).toBe('symptom');
    expect(states.get('certificate')).toBe('symptom');
    expect(states.get('router')).toBe('cleared');
  });

  it('calls nothing healthy before it has seen anything', () => {
    const player = new Player();
    expect(player.engine.verdict()).toMatchObject({ status: 'undetermined', culprits: [] });
    player.round(
      Object.fromEntries(demoSeries.map((series) => [keyOf(series), 'self.permission'])),
    );
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('undetermined');
    expect(verdict.headline).toContain('nothing could be looked at');
    expect(verdict.untested).toHaveLength(demoChain.links.length);
  });

  it('calls a link untested when its looks could not look', () => {
    const player = new Player();
    player.rounds(5, { 'gpu-a/gpu@local': 'self.permission' });
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('healthy');
    expect(verdict.untested).toEqual(['gpu-a']);
  });

  it('calls a link untested once its looks are old', () => {
    const player = new Player();
    player.rounds(5);
    const others = new Player(
      demoChain,
      demoSeries.filter(({ link }) => link !== 'gpu-a'),
    );
    for (const event of player.events) others.engine.accept(event);
    others.nowMs = player.nowMs;
    others.rounds(60);
    expect(others.engine.verdict().untested).toEqual(['gpu-a']);
  });

  it('cannot tell, and says which look would, when only the front is looked at', () => {
    const player = new Player(
      demoChain,
      demoSeries.filter((series) => keyOf(series) === at('edge')),
    );
    player.rounds(10);
    player.rounds(6, { [at('edge')]: 'http.502' });
    const verdict = player.engine.verdict();
    expect(verdict.status).toBe('undetermined');
    expect(verdict.culprits).toEqual([]);
    expect(verdict.headline).toMatch(/cannot tell/);
    expect(verdict.next).not.toBeNull();
  });

  it('holds a status page against what is seen', () => {
    const player = new Player();
    player.rounds(10);
    player.claim({
      link: 'vendor',
      who: safe`status page`,
      says: 'healthy',
      words: safe`All Systems Operational`,
      updatedAt: null,
    });
    player.rounds(5, vendorPath('llm.overloaded'));
    const verdict = player.engine.verdict();
    expect(verdict.culprits[0]?.link).toBe('vendor');
    expect(verdict.contradictions).toMatchObject([
      { link: 'vendor', who: 'status page', words: 'All Systems Operational' },
    ]);
    expect(verdict.contradictions[0]?.forMs).toBeGreaterThan(3_000);
  });

  it('gives the same verdict for the same events', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, vendorPath('llm.overloaded'));
    const again = createEngine(demoChain);
    for (const event of player.events) again.accept(event);
    expect(JSON.stringify(again.verdict())).toBe(JSON.stringify(player.engine.verdict()));
  });

  it('is not changed by being asked: not in the last digit', () => {
    const player = new Player();
    const silent = createEngine(demoChain);
    const asked = createEngine(demoChain);
    player.rounds(4);
    player.rounds(6, vendorPath('llm.overloaded'));
    player.rounds(6);
    for (const event of player.events) {
      silent.accept(event);
      asked.accept(event);
      asked.verdict();
    }
    expect(JSON.stringify(asked.verdict())).toBe(JSON.stringify(silent.verdict()));
  });

  it('forks into engines that go their own ways, from any instant', () => {
    const player = new Player();
    player.rounds(4);
    player.rounds(6, vendorPath('llm.overloaded'));
    player.rounds(4);
    const straight = createEngine(demoChain);
    for (const [index, event] of player.events.entries()) {
      if (index % 97 === 0) {
        const fork = straight.fork();
        for (const later of player.events.slice(index)) fork.accept(later);
        expect(JSON.stringify(fork.verdict())).toBe(JSON.stringify(player.engine.verdict()));
      }
      straight.accept(event);
    }
  });

  it('raises no alarm on ten minutes of looks of which one in a hundred goes astray', () => {
    const roll = dice(5);
    const player = new Player();
    const stray = Object.fromEntries(
      demoSeries
        .filter(({ probe }) => probe === 'http' || probe === 'openai')
        .map((series) => [keyOf(series), () => (roll() < 0.01 ? 'http.timeout' : 'ok')]),
    );
    let alarms = 0;
    for (let second = 0; second < 600; second += 1) {
      player.round(stray);
      if (player.engine.verdict().status !== 'healthy') alarms += 1;
    }
    expect(alarms).toBe(0);
  });
});
