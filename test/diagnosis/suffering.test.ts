import { describe, expect, it } from 'vitest';
import { Findings } from '../../src/diagnosis/findings.ts';
import { SeriesIndex } from '../../src/diagnosis/series.ts';
import { sharesOf } from '../support/link-shares.ts';
import { demoChain, link, Player } from '../support/looks.ts';

const ask = (id: string, model = 'chat') => `${id}/canary-${model}@local`;
const findingOf = ({ engine }: Player, id: string) =>
  engine.verdict().links.find((one) => one.link === id);

describe('a link that suffers', () => {
  it('suffers from the culprit that fits it best, not from the first that might', () => {
    const player = new Player();
    player.rounds(10);
    const hung = { 'store/http@local': 'http.timeout' };
    player.rounds(4, { ...hung, [ask('replica-a')]: 'llm.ttft_timeout' });
    player.rounds(12, {
      ...hung,
      [ask('replica-a')]: 'llm.ttft_timeout',
      'gpu-b/gpu@local': 'gpu.lost',
      [ask('replica-b')]: 'llm.engine_error',
    });
    expect(
      player.engine
        .verdict()
        .culprits.map(({ link: id }) => id)
        .toSorted(),
    ).toEqual(['gpu-b', 'store']);
    expect(findingOf(player, 'replica-a')?.why).toMatch(/^suffers from store: /);
    expect(findingOf(player, 'replica-b')?.why).toMatch(/^suffers from gpu-b: /);
  });

  it('suffers from either of two that cannot be told apart', () => {
    const chain = {
      ...demoChain,
      models: [],
      links: [
        link('gateway', 'gateway', [{ link: 'filter' }, { link: 'reranker' }]),
        link('filter', 'service'),
        link('reranker', 'service'),
      ],
    };
    const player = new Player(chain, [{ link: 'gateway', probe: 'openai', reach: 'through' }]);
    player.rounds(10);
    player.rounds(10, { 'gateway/openai@local': 'http.504' });
    expect(player.engine.verdict().headline).toMatch(/^cannot tell between /);
    const { state, why } = findingOf(player, 'gateway') ?? {};
    expect(state).toBe('symptom');
    expect(why).toMatch(/^suffers from (?:filter or reranker|reranker or filter): /);
  });
});

describe('a link that fails, and cannot be at fault', () => {
  const findingIn = (probability: number) => {
    const player = new Player();
    player.rounds(10);
    player.rounds(12, { 'store/http@local': 'http.500' });
    const { chain, posterior, streams, nowMs } = player.engine.grounds;
    const series = new SeriesIndex();
    for (const stream of streams) series.add(stream);
    const { links } = new Findings().of({
      ...{ chain, series, blamed: [], suspected: [], beganMs: new Map(), nowMs, sinceMs: nowMs },
      suspectedFrom: 0.1,
      faultsAt: (id) => posterior.faultsAt(id),
      linkProbability: sharesOf(chain, new Map([['store', probability]])),
    });
    return links.find((one) => one.link === 'store');
  };

  it('is no suspect: nobody has explained it yet', () => {
    expect(findingIn(0.005)).toMatchObject({ state: 'failing' });
    expect(findingIn(0.005)?.why).toMatch(/^not explained yet: store\/http@local: http\.500/);
    expect(findingIn(0.02)).toMatchObject({ state: 'suspect' });
  });
});
