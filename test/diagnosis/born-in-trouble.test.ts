import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { sightOf } from '../../src/diagnosis/sights.ts';
import { link, Player, type Series } from '../support/looks.ts';

/** A gateway with a store of keys before a vendor and an engine. */
const chain: Chain = {
  name: 'sequel',
  vantages: [],
  models: [
    { id: 'large', at: 'gateway', needs: [{ link: 'vendor' }] },
    { id: 'small', at: 'gateway', needs: [{ link: 'engine' }] },
  ],
  links: [
    link('app', 'service', [{ link: 'gateway' }]),
    link('gateway', 'gateway', [{ link: 'vendor' }, { link: 'engine' }, { link: 'keys' }]),
    link('keys', 'store'),
    link('vendor', 'provider'),
    link('engine', 'inference-server'),
  ],
};
const asks = (id: string, model: string): Series => ({
  link: id,
  probe: 'openai',
  name: model,
  reach: 'through',
  model,
});
const series: readonly Series[] = [
  { link: 'app', probe: 'http', reach: 'through' },
  asks('gateway', 'large'),
  asks('gateway', 'small'),
  { link: 'keys', probe: 'postgres', reach: 'access' },
  asks('vendor', 'large'),
  asks('engine', 'small'),
];

const aside = { 'gateway/large@local': 'http.set_aside', 'app/http@local': 'http.503' };

describe('a fault that begins in the midst of trouble', () => {
  const player = new Player(chain, series);
  player.rounds(30);
  player.rounds(15, { ...aside, 'vendor/large@local': 'llm.overloaded' });
  const before = player.engine.verdict();
  player.rounds(30, aside);
  const { culprits, links } = player.engine.verdict();

  it('follows another, and is told once that is over', () => {
    expect(before.culprits).toMatchObject([{ link: 'vendor', mode: 'service.overloaded' }]);
    expect(culprits).toMatchObject([{ link: 'gateway', mode: 'gateway.cooldown' }]);
  });

  it('is none that looks would have shown since', () => {
    for (const id of ['keys', 'engine', 'vendor']) {
      const found = links.find((one) => one.link === id);
      expect([id, found?.state]).toEqual([id, 'cleared']);
      expect(found?.probability).toBeLessThan(0.05);
    }
  });
});

describe('a series that saw a fault and is well again', () => {
  /** What the last look of the vendor carries of that, half a minute later. */
  const beforeOf = (badLooks: number) => {
    const player = new Player(chain, series);
    player.rounds(20);
    player.rounds(badLooks, { ...aside, 'vendor/large@local': 'llm.overloaded' });
    player.rounds(30, aside);
    const { streams } = player.engine.grounds;
    const vendor = streams.find(({ key }) => key === 'vendor/large@local');
    return sightOf(vendor?.looks.at(-1)?.sight ?? 0).before;
  };

  it('is not blind to it: what it saw stays with its looks while the trouble lasts', () => {
    expect(beforeOf(6)).toBe('llm.overloaded');
  });

  it('but for a moment of it, which may have been chance', () => {
    expect(beforeOf(2)).toBe('ok');
  });
});
