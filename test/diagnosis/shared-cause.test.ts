import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import { link, Player, type Series } from '../support/looks.ts';

const engines = ['one', 'two', 'three'];

/** A router before three engines, each in a container of one release that comes from a registry. */
const chain: Chain = {
  name: 'release',
  vantages: [],
  models: [{ id: 'chat', at: 'router', needs: [] }],
  links: [
    link('router', 'router', [{ anyOf: engines }]),
    ...engines.map((id) => link(id, 'inference-server', [{ link: 'release' }])),
    link('release', 'container', [{ link: 'registry' }]),
    link('registry', 'service'),
  ],
};
const asked = (id: string): Series => ({
  ...{ link: id, probe: 'openai', name: 'canary', reach: 'through', model: 'chat' },
});
const series: readonly Series[] = [
  ...['router', ...engines].map(asked),
  { link: 'registry', probe: 'http', reach: 'access' },
];
const all = (symptom: string, atRouter = symptom) => ({
  ...Object.fromEntries(engines.map((id) => [`${id}/canary@local`, symptom])),
  'router/canary@local': atRouter,
});
const blamed = ({ engine }: Player) => engine.verdict().culprits.map(({ link: id }) => id);

describe('links that fail alike', () => {
  it('are told of what they share where that was changed just before', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.change({
      link: 'release',
      what: 'container.image',
      from: safe`one`,
      to: safe`two`,
    });
    player.rounds(10, all('llm.garbage'));
    expect(blamed(player)).toEqual(['release']);
    const [culprit] = player.engine.verdict().culprits;
    expect(culprit?.mode).toBe('image.answers_otherwise');
    expect(culprit?.linkProbability).toBeLessThan(1);
  });

  it('suffer from what starts them where that fails as well', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.rounds(10, { ...all('tcp.refused', 'http.502'), 'registry/http@local': 'http.429' });
    expect(blamed(player)).toEqual(['registry']);
  });

  it('clear what they need while that is well', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.rounds(10, all('tcp.refused', 'http.502'));
    expect(blamed(player)).not.toContain('registry');
  });
});
