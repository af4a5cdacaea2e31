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
