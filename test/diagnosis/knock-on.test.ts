import { describe, expect, it } from 'vitest';
import type { Chain, Link } from '../../src/chain/types.ts';
import { faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { knockedOnBy, shownByKnockOn } from '../../src/diagnosis/knock-on.ts';
import { link, Player, type Series } from '../support/looks.ts';

/** Two engines of a cluster that fetch their weights from one bucket, on a machine, behind a proxy. */
const chain: Chain = {
  name: 'weights',
  vantages: [],
  models: [],
  links: [
    link('law', 'inference-server', [{ link: 'bucket' }]),
    link('med', 'inference-server', [{ link: 'bucket' }]),
    link('bucket', 'store', [{ link: 'proxy' }, { link: 'machine' }, { link: 'keys' }]),
    link('proxy', 'network'),
    link('machine', 'host'),
    link('keys', 'service'),
  ],
};

describe('what a container misses', () => {
  it('is what it needs, the way to that and what that runs on, and not what is behind it', () => {
    expect(knockedOnBy(chain, 'law', 'kubernetes').toSorted()).toEqual([
      'bucket',
      'machine',
      'proxy',
    ]);
  });

  it('may be the way, where nobody looks at that or at what is behind it', () => {
    const pods = (id: string): Series => ({ link: id, probe: 'kubernetes', reach: 'self' });
    const player = new Player(chain, [pods('law'), pods('med')]);
    player.rounds(10);
    const failed = 'k8s.init_failed';
    player.rounds(12, { 'law/kubernetes@local': failed, 'med/kubernetes@local': failed });
    const { status, links } = player.engine.verdict();
    expect(status).toBe('undetermined');
    const suspects = links.filter(({ state }) => state === 'suspect').map((one) => one.link);
    expect(suspects).toEqual(expect.arrayContaining(['bucket', 'proxy']));
  });

  it('is told in the words of its runtime, by what it is that it lacks', () => {
    const told = (kind: Link['kind'], mode: string) => {
      const alone: Chain = { name: 'one', vantages: [], models: [], links: [link('it', kind)] };
      const fault = faultsOf(alone).all.find((one) => one.mode.id === mode && one.harms);
      return (fault && shownByKnockOn('docker', fault)) ?? {};
    };
    expect(told('gpu', 'gpu.memory_taken')['docker.gpu_memory']).toBeGreaterThan(0.3);
    expect(told('gpu', 'gpu.driver')['docker.gpu_runtime']).toBeGreaterThan(0.1);
    expect(told('host', 'host.oom')['docker.oom_killed']).toBeGreaterThan(0.1);
    expect(told('store', 'store.object_missing')['docker.file_missing']).toBeGreaterThan(0.05);
    expect(told('gpu', 'gpu.memory_taken')['docker.oom_killed']).toBeUndefined();
  });
});

describe('what a crash leaves on a card', () => {
  const cards: Chain = {
    name: 'cards',
    vantages: [],
    models: [],
    links: [
      link('router', 'router', [{ anyOf: ['one', 'two'] }]),
      link('one', 'inference-server', [{ link: 'card-1' }, { link: 'pods' }]),
      link('two', 'inference-server', [{ link: 'card-2' }, { link: 'pods' }]),
      link('pods', 'container'),
      link('card-1', 'gpu'),
      link('card-2', 'gpu'),
    ],
  };
  const asks = (id: string): Series => ({ link: id, probe: 'openai', reach: 'through' });
  const card = (id: string): Series => ({ link: id, probe: 'dcgm', reach: 'self' });

  it('is the doing of the programs on it, and of what those run in', () => {
    expect(knockedOnBy(cards, 'card-1', 'dcgm')).toEqual(['one', 'pods']);
    expect(knockedOnBy(cards, 'pods', 'dcgm')).toEqual([]);
  });

  it('clears the cards of both replicas whose release crashes', () => {
    const pods: Series = { link: 'pods', probe: 'kubernetes', reach: 'self' };
    const watched = [
      asks('router'),
      asks('one'),
      asks('two'),
      card('card-1'),
      card('card-2'),
      pods,
    ];
    const player = new Player(cards, watched);
    player.rounds(20);
    for (let round = 0; round < 12; round += 1) {
      const down = round % 2 === 0 ? { 'one/openai@local': 'tcp.refused' } : {};
      const other = round % 3 === 0 ? { 'two/openai@local': 'llm.engine_error' } : {};
      player.rounds(1, {
        ...down,
        ...other,
        'card-1/dcgm@local': 'gpu.xid_app',
        'card-2/dcgm@local': 'gpu.xid_app',
        'pods/kubernetes@local': 'k8s.crash_loop',
      });
    }
    const { culprits } = player.engine.verdict();
    expect(culprits.map((one) => one.link)).toEqual(['pods']);
  });

  it('explains nothing else that a card shows', () => {
    const seen: Series = { link: 'card-1', probe: 'gpu', reach: 'self' };
    const player = new Player(cards, [asks('router'), asks('one'), asks('two'), seen]);
    player.rounds(20);
    player.rounds(12, { 'one/openai@local': 'llm.engine_error', 'card-1/gpu@local': 'gpu.lost' });
    const { culprits } = player.engine.verdict();
    expect(culprits).toMatchObject([{ link: 'card-1', mode: 'gpu.lost' }]);
  });
});
