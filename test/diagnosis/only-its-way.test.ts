import { expect, it } from 'vitest';
import { loadChain } from '../../src/chain/load.ts';
import { Player, type Series } from '../support/looks.ts';

/** Two houses: a tunnel leads from the gateway to the engine, which is asked from both. */
const chain = loadChain(
  `chain: houses
models: { chat: { at: gateway } }
vantages: { hall: "ssh:probe@hall.test:22" }
links:
  gateway: { kind: gateway, address: "http://10.1.0.5:4000", needs: [tunnel, engine] }
  tunnel: { kind: network, address: "10.60.0.1:22" }
  engine: { kind: inference-server, address: "http://10.60.1.11:8000" }`,
  'chain.yaml',
  {},
);
const asks = (link: string, vantage: string): Series => ({
  link,
  probe: 'openai',
  reach: 'through',
  model: 'chat',
  vantage,
});
const series: readonly Series[] = [
  { link: 'gateway', probe: 'http', reach: 'access' },
  asks('gateway', 'local'),
  { link: 'tunnel', probe: 'tcp', reach: 'access' },
  asks('engine', 'local'),
  asks('engine', 'hall'),
  { ...asks('engine', 'hall'), name: 'more' },
];
const cut = {
  'gateway/openai@local': 'http.504',
  'tunnel/tcp@local': 'tcp.timeout',
  'engine/openai@local': 'tcp.timeout',
};

function verdictOf(more: Readonly<Record<string, string>>) {
  const player = new Player(chain, series);
  player.rounds(20);
  player.rounds(15, { ...cut, ...more });
  const { culprits, links } = player.engine.verdict();
  return { culprits, engine: links.find(({ link }) => link === 'engine') };
}

it('who fails only for those that come by a broken way, though no need says that they do, is cleared', () => {
  const { culprits, engine } = verdictOf({});
  expect(culprits).toMatchObject([{ link: 'tunnel', mode: 'network.blocked' }]);
  expect(engine).toMatchObject({
    state: 'cleared',
    why: expect.stringContaining('engine/openai@hall'),
  });
});

it.each(['engine/openai@hall', 'engine/more@hall'])(
  'and is not where %s, beside it, fails as well',
  (key) => {
    const { engine } = verdictOf({ [key]: 'llm.ttft_timeout' });
    expect(engine?.state).not.toBe('cleared');
  },
);
