import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { takeAway } from '../../src/replay/take-away.ts';
import { demoChain, demoSeries, link, Player, type Series } from '../support/looks.ts';

const ask = (id: string, model = 'chat') => `${id}/canary-${model}@local`;
const all = (symptom: string, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, symptom]));
const blamed = ({ engine }: Player) =>
  engine.verdict().culprits.map(({ link: id, mode }) => `${id} ${mode}`);

describe('one model alone', () => {
  it('is a fault of the gateway that answers wrongly for it, though the other model is well', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(8, all('llm.wrong_model', [ask('gateway'), ask('edge')]));
    expect(blamed(player)).toEqual(['gateway model.wrong']);
    expect(player.engine.verdict().headline).toContain('for chat alone');
  });
});

describe('all models of one vendor, and no other', () => {
  const models = ['large', 'fast', 'own'];
  const needs = (...ids: readonly string[]) => ids.map((id) => ({ link: id }));
  const shop: Chain = {
    name: 'shop',
    vantages: [],
    models: [
      { id: 'large', at: 'gateway', needs: needs('vendor') },
      { id: 'fast', at: 'gateway', needs: needs('vendor') },
      { id: 'own', at: 'gateway', needs: needs('engine') },
    ],
    links: [
      link('gateway', 'gateway', needs('vendor', 'engine')),
      link('vendor', 'provider'),
      link('engine', 'inference-server'),
    ],
  };
  const canary = (id: string, model: string): Series => {
    return { link: id, probe: 'openai', reach: 'through', model, name: `canary-${model}` };
  };
  const series = [...models.map((model) => canary('gateway', model)), canary('engine', 'own')];
  it('may be refused by the vendor, or asked for wrongly by the gateway', () => {
    const player = new Player(shop, series);
    player.rounds(10);
    player.rounds(8, all('llm.bad_request', [ask('gateway', 'large'), ask('gateway', 'fast')]));
    const { status, headline } = player.engine.verdict();
    expect(status).toBe('undetermined');
    expect(headline).toMatch(/^cannot tell between (?=.*\bvendor \()(?=.*\bgateway \()/);
  });

  it('is of the gateway where the vendor is seen to be well', () => {
    const player = new Player(shop, [...series, canary('vendor', 'large')]);
    player.rounds(10);
    player.rounds(8, all('llm.bad_request', [ask('gateway', 'large'), ask('gateway', 'fast')]));
    const { culprits } = player.engine.verdict();
    expect(culprits).toMatchObject([{ link: 'gateway' }]);
    expect(culprits[0]?.title).toContain('for large and fast alone');
  });
});

describe('an illness in two stages', () => {
  it('is one culprit, as it is now', () => {
    const player = new Player();
    const slow = [ask('replica-a')];
    player.rounds(10);
    player.rounds(8, {
      ...all('llm.slow_tokens', slow),
      'gpu-a/gpu@local': 'gpu.throttle_thermal',
    });
    player.rounds(6, { ...all('llm.ttft_timeout', slow), 'gpu-a/gpu@local': 'gpu.lost' });
    expect(blamed(player)).toEqual(['gpu-a gpu.lost']);
  });
});

describe('a container that is replaced by one of another image', () => {
  const needs = (...ids: readonly string[]) => ids.map((id) => ({ link: id }));
  const shop: Chain = {
    name: 'shop',
    vantages: [],
    models: [{ id: 'chat', at: 'gateway', needs: [] }],
    links: [
      link('gateway', 'gateway', needs('engine'), 'http://127.0.0.1:18090'),
      link('engine', 'service', needs('engine-box'), 'http://127.0.0.1:18081'),
      link('engine-box', 'container'),
    ],
  };
  const series: readonly Series[] = [
    { link: 'gateway', probe: 'http', reach: 'through' },
    { link: 'engine', probe: 'http', reach: 'access' },
    { link: 'engine-box', probe: 'docker', reach: 'self' },
  ];
  const shows = (gateway: string, engine: string) => ({
    'gateway/http@local': gateway,
    'engine/http@local': engine,
  });

  it('is down for a moment, and then answers wrongly: as what it is now, after every look', () => {
    const player = new Player(shop, series);
    player.rounds(12);
    player.round({
      ...shows('http.502', 'tcp.refused'),
      'engine-box/docker@local': 'docker.exited',
    });
    player.round({ ...shows('http.502', 'tcp.refused'), 'engine-box/docker@local': 'ok' });
    player.round(shows('http.504', 'http.404'));
    const seen: string[] = [];
    for (let looks = 0; looks < 15; looks += 1) {
      for (const one of series) {
        player.look(one, one.link === 'engine-box' ? 'ok' : 'http.404');
        seen.push(...blamed(player));
      }
    }
    expect(new Set(seen.slice(6))).toEqual(new Set(['engine service.misrouted']));
  });
});

describe('replicas that fall ill alike', () => {
  const { chain } = takeAway({ links: ['store'], probes: [], vantages: [] });
  const series = demoSeries.filter(({ link: id }) => id !== 'store');
  const hang = all('llm.ttft_timeout', [
    ask('replica-a'),
    ask('replica-b'),
    ask('router'),
    ask('gateway'),
    ask('edge'),
  ]);

  it('at one moment share something that nobody declared', () => {
    const player = new Player(chain(demoChain), series);
    player.rounds(10);
    player.rounds(10, hang);
    const { status, headline, hypotheses, culprits } = player.engine.verdict();
    expect({ status, culprits }).toEqual({ status: 'undetermined', culprits: [] });
    expect(headline).toContain('fail alike');
    expect(hypotheses[0]?.faults).toEqual([{ link: null, mode: 'outside' }]);
  });

  it('suffer from what they share, where it is declared', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(10, { ...hang, 'store/http@local': 'http.timeout' });
    expect(player.engine.verdict().culprits.map(({ link: id }) => id)).toEqual(['store']);
  });
});

describe('a late store beside a replica that counts no tokens', () => {
  it('are both seen: what is told of an answer before that it is late does not make it quick', () => {
    const player = new Player();
    player.rounds(10);
    let turn = 0;
    const eitherReplica = () => (turn++ % 2 === 0 ? 'llm.usage_missing' : 'llm.ttft_slow');
    player.rounds(14, {
      'store/http@local': 'http.slow',
      [ask('replica-a')]: 'llm.ttft_slow',
      [ask('replica-b')]: 'llm.usage_missing',
      ...Object.fromEntries(['router', 'gateway', 'edge'].map((id) => [ask(id), eitherReplica])),
    });
    expect(blamed(player).toSorted()).toEqual(['replica-b usage.missing', 'store service.slow']);
  });
});

describe('a container that does not start beside a lost card', () => {
  it('is what the card does to it, not a cause outside', () => {
    const chain = {
      ...demoChain,
      models: [],
      links: [link('card', 'gpu'), link('box', 'container', [{ link: 'card' }])],
    };
    const player = new Player(chain, [
      { link: 'card', probe: 'gpu', reach: 'self' },
      { link: 'box', probe: 'docker', reach: 'self' },
    ]);
    player.rounds(10);
    player.rounds(10, { 'card/gpu@local': 'gpu.lost', 'box/docker@local': 'docker.created' });
    expect(blamed(player)).toEqual(['card gpu.lost']);
    expect(player.engine.verdict().links.find(({ link: id }) => id === 'box')?.state).toBe(
      'symptom',
    );
  });
});

describe('a chain that looks twice a minute', () => {
  it('remembers one failure of five until the next one comes', () => {
    const plan = (name: string) => ({
      kind: 'openai',
      name,
      options: {},
      intervalMs: 30_000,
      deadlineMs: 5_000,
      vantage: 'local',
      inferred: false,
    });
    const engine = { ...link('engine', 'inference-server'), probes: [plan('ask')] };
    const chain = { ...demoChain, models: [], links: [engine] };
    const player = new Player(chain, [
      { link: 'engine', probe: 'openai', name: 'ask', reach: 'through' },
    ]);
    const look = (symptom: string) => {
      player.round({ 'engine/ask@local': symptom });
      player.nowMs += 29_000;
    };
    for (let i = 0; i < 10; i += 1) look('ok');
    for (let i = 0; i < 20; i += 1) look(i % 5 === 0 ? 'llm.garbage' : 'ok');
    expect(player.engine.verdict().culprits.map(({ link: id }) => id)).toEqual(['engine']);
  });
});
