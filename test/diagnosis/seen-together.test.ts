import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { explain } from '../../src/diagnosis/explaining/explain.ts';
import { sumOf } from '../support/adding-up.ts';
import { demoChain, demoSeries, link, Player, type Series } from '../support/looks.ts';

/** A gateway behind which a vendor stands, and a firewall on the way that nobody looks at. */
const chain: Chain = {
  name: 'out',
  vantages: [],
  models: [{ id: 'chat', at: 'gateway', needs: [] }],
  links: [
    link('gateway', 'gateway', [{ link: 'vendor' }]),
    link('vendor', 'provider', [{ link: 'firewall' }], 'https://api.vendor.example/v1'),
    link('other', 'provider', [{ link: 'firewall' }], 'https://api.other.example/v1'),
    link('firewall', 'network'),
  ],
};
const shake: Series = { link: 'vendor', probe: 'tls', reach: 'access' };
const ask: Series = {
  link: 'gateway',
  probe: 'openai',
  reach: 'through',
  model: 'chat',
  name: 'ask',
};
const models: Series = { link: 'vendor', probe: 'openai', reach: 'access' };
const onAndOff = ['ok', 'tls.reset', 'ok'];

/** A third of the handshakes is reset, for so many rounds. */
function reset(rounds: number, more: readonly Series[] = []): Player {
  const player = new Player(chain, [shake, models, ask, ...more]);
  player.rounds(10);
  for (let round = 0; round < rounds; round += 1) {
    const shown = onAndOff[round % 3] ?? 'ok';
    player.round({
      'vendor/tls@local': shown,
      'vendor/openai@local': shown,
      'gateway/ask@local': shown === 'ok' ? 'ok' : 'http.502',
    });
  }
  return player;
}

describe('links that the same looks meet, one of which nobody looks at', () => {
  it.each([9, 30, 120])('are told apart by no number of looks of one kind: %i rounds', (rounds) => {
    const { status, headline } = reset(rounds).engine.verdict();
    expect(status).toBe('undetermined');
    expect(headline).toMatch(/^cannot tell between (?=.*\bfirewall \()(?=.*\bvendor \()/);
  });

  it('are told apart by a look that passes the one and not the other', () => {
    const beside: Series = { link: 'other', probe: 'tls', reach: 'access' };
    const { culprits } = reset(30, [beside]).engine.verdict();
    expect(culprits).toMatchObject([{ link: 'vendor' }]);
  });

  it('share what is believed, and the sum of each adds up', () => {
    const { engine } = reset(60);
    const explained = explain(engine.grounds, engine.verdict(), ['vendor', 'firewall']);
    const sums = explained.map(({ arithmetic }) => {
      if (!arithmetic) throw new Error('all looks meet both');
      return arithmetic;
    });
    for (const sum of sums) {
      expect(sumOf(sum)).toBeCloseTo(sum.probability, 6);
    }
    expect(sums.some(({ broughtShare }) => broughtShare > 0.05)).toBe(true);
  });

  it('are even where the looks speak for both alike: a card behind its server', () => {
    const series = demoSeries.filter(({ probe }) => probe !== 'gpu');
    const player = new Player(demoChain, series);
    player.rounds(20);
    player.rounds(15, { 'replica-b/canary-chat@local': 'llm.engine_error' });
    const { status, headline } = player.engine.verdict();
    expect(status).toBe('undetermined');
    expect(headline).toMatch(/^cannot tell between (?=.*\bgpu-b \()(?=.*\breplica-b \()/);
  });
});
