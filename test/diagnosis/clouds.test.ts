import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { keyOf, link, Player, type Series } from '../support/looks.ts';

/** A gateway of a cloud before two servers, each on a machine that the cloud lends. */
const chain: Chain = {
  name: 'lent',
  vantages: [],
  models: [{ id: 'chat', at: 'edge', needs: [] }],
  links: [
    link('edge', 'gateway', [{ anyOf: ['server-a', 'server-b'] }]),
    link('server-a', 'inference-server', [{ link: 'host-a' }]),
    link('server-b', 'inference-server', [{ link: 'host-b' }]),
    link('host-a', 'host'),
    link('host-b', 'host'),
  ],
};

const ask: Series = { link: 'edge', probe: 'openai', reach: 'through', model: 'chat' };
const http = (id: string): Series => ({ link: id, probe: 'http', reach: 'access' });
const ssh = (id: string): Series => ({ link: id, probe: 'ssh', reach: 'access' });
const aws = (id: string): Series => ({ link: id, probe: 'aws', reach: 'self' });
const series = [
  ask,
  http('edge'),
  aws('edge'),
  ...['a', 'b'].flatMap((name) => [
    http(`server-${name}`),
    ssh(`host-${name}`),
    aws(`host-${name}`),
  ]),
];

function blamed(ill: readonly (readonly [Series, string])[]): readonly string[] {
  const player = new Player(chain, series);
  player.rounds(10);
  player.rounds(12, Object.fromEntries(ill.map(([one, symptom]) => [keyOf(one), symptom])));
  return player.engine.verdict().culprits.map((one) => `${one.link} ${one.mode}`);
}

const silent = [
  [http('server-a'), 'tcp.timeout'],
  [ssh('host-a'), 'tcp.timeout'],
  [aws('edge'), 'cloud.some_targets_unhealthy'],
] as const;

describe('a machine that does not answer', () => {
  it.each([
    ['cloud.impaired', 'host-a host.impaired'],
    ['cloud.not_running', 'host-a host.stopped'],
    ['cloud.missing', 'host-a host.stopped'],
    ['cloud.reclaim', 'host-a host.reclaimed'],
    ['cloud.account_off', 'host-a host.switched_off'],
  ])('is told why by its cloud: %s', (symptom, culprit) => {
    expect(blamed([...silent, [aws('host-a'), symptom]])).toEqual([culprit]);
  });

  it('is down where its cloud may not be asked', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    const ill = Object.fromEntries(silent.map(([one, symptom]) => [keyOf(one), symptom]));
    player.rounds(12, { ...ill, [keyOf(aws('host-a'))]: 'self.permission' });
    expect(player.engine.verdict().culprits.map(({ link: id }) => id)).toEqual(['host-a']);
  });
});

describe('a load balancer that finds targets unhealthy', () => {
  it('is not to blame where they are', () => {
    const one = [http('server-a'), 'tcp.refused'] as const;
    const [culprit, ...others] = blamed([one, [aws('edge'), 'cloud.some_targets_unhealthy']]);
    expect(culprit).toMatch(/^server-a /);
    expect(others).toEqual([]);
    // Two that fall ill at one moment share something that nobody declared.
    const both = blamed([
      one,
      [http('server-b'), 'tcp.refused'],
      [ask, 'http.503'],
      [aws('edge'), 'cloud.no_healthy_target'],
    ]);
    expect(both).toEqual([]);
  });

  it('is ill by itself where its cloud cannot come through it', () => {
    const azure: Series = { link: 'edge', probe: 'azure', reach: 'self' };
    const player = new Player(chain, [...series, azure]);
    player.rounds(10);
    player.rounds(12, {
      [keyOf(ask)]: 'tcp.timeout',
      [keyOf(http('edge'))]: 'tcp.timeout',
      [keyOf(azure)]: 'cloud.impaired',
    });
    const { culprits } = player.engine.verdict();
    expect(culprits.map(({ link: id, mode }) => `${id} ${mode}`)).toEqual([
      'edge gateway.way_in_broken',
    ]);
  });

  it('is to blame where they answer everybody else', () => {
    expect(
      blamed([
        [ask, 'http.503'],
        [aws('edge'), 'cloud.no_healthy_target'],
      ]),
    ).toEqual(['edge gateway.no_backend']);
  });
});

describe('a store of a cloud', () => {
  const stored: Chain = {
    ...chain,
    models: [{ id: 'chat', at: 'edge', needs: [] }],
    links: [
      link('edge', 'gateway', [{ link: 'server' }]),
      link('server', 'inference-server', [{ link: 'corpus' }]),
      link('corpus', 'store'),
    ],
  };
  const objects: Series = { link: 'corpus', probe: 'objectstore', reach: 'access' };
  const account: Series = { link: 'corpus', probe: 'azure', reach: 'self' };

  it.each([
    ['store.throttled', 'cloud.impaired', 'corpus store.place_down'],
    ['store.timeout', 'cloud.impaired', 'corpus store.place_down'],
    ['store.throttled', 'ok', 'corpus store.throttled'],
    ['store.missing', 'cloud.missing', 'corpus store.object_missing'],
  ])('shows %s, and its cloud %s: %s', (symptom, said, culprit) => {
    const player = new Player(stored, [ask, objects, account]);
    player.rounds(10);
    player.rounds(12, {
      [keyOf(objects)]: symptom,
      ...(said === 'ok' ? {} : { [keyOf(account)]: said }),
    });
    expect(player.engine.verdict().culprits.map((one) => `${one.link} ${one.mode}`)).toEqual([
      culprit,
    ]);
  });
});

describe('what does no harm yet', () => {
  it('is said of the machine', () => {
    expect(blamed([[aws('host-a'), 'cloud.maintenance']])).toEqual(['host-a host.maintenance']);
    expect(blamed([[aws('host-a'), 'cloud.quota']])).toEqual(['host-a host.not_to_be_had']);
    expect(blamed([[aws('host-a'), 'cloud.capacity']])).toEqual(['host-a host.not_to_be_had']);
  });
});
