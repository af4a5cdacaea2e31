import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { keyOf, link, Player, type Series } from '../support/looks.ts';

/** Two engines behind a router whose answers name who served them. */
const chain: Chain = {
  name: 'two',
  vantages: [],
  models: [{ id: 'chat', at: 'router', needs: [] }],
  links: [
    link('router', 'router', [{ anyOf: ['engine-1', 'engine-2'] }]),
    link('engine-1', 'inference-server'),
    link('engine-2', 'inference-server'),
  ],
};
const ask = (id: string): Series => {
  return { link: id, probe: 'openai', reach: 'through', model: 'chat', name: 'ask' };
};
const [router, first, second] = ['router', 'engine-1', 'engine-2'].map(ask) as [
  Series,
  Series,
  Series,
];

/** The first engine answers late; the router asks it at so many of each ten looks. */
function late(ofTen: number): Player {
  const player = new Player(chain, [router, first, second]);
  player.rounds(10);
  for (let round = 0; round < 30; round += 1) {
    const asked = (round * ofTen) % 10 < ofTen;
    player.round(
      {
        [keyOf(router)]: asked ? 'llm.ttft_slow' : 'ok',
        [keyOf(first)]: 'llm.ttft_slow',
      },
      { [keyOf(router)]: asked ? 'engine-1' : 'engine-2' },
    );
  }
  return player;
}

describe('a replica that has too much to do', () => {
  it('may be sent too much, where it serves far more than its share', () => {
    const { status, headline } = late(9).engine.verdict();
    expect(status).toBe('undetermined');
    expect(headline).toMatch(/^cannot tell between (?=.*\bengine-1 \()(?=.*\brouter \()/);
  });

  it('is to blame where the router shares fairly', () => {
    const { culprits } = late(5).engine.verdict();
    expect(culprits).toMatchObject([{ link: 'engine-1' }]);
  });
});
