import { describe, expect, it } from 'vitest';
import type { Chain } from '../../src/chain/types.ts';
import { hiddenCauseIn } from '../../src/diagnosis/hidden-cause.ts';
import { LookWindow } from '../../src/diagnosis/look-window.ts';
import { SeriesIndex } from '../../src/diagnosis/series.ts';
import { troubledOf } from '../../src/diagnosis/troubled.ts';
import { link, Player, type Series } from '../support/looks.ts';

const ids = ['one', 'two', 'three', 'four'];

/** A router before four replicas; two of them share a store, each pair a machine. */
const chain: Chain = {
  name: 'replicas',
  vantages: [],
  models: [{ id: 'chat', at: 'router', needs: [] }],
  links: [
    link('router', 'router', [{ anyOf: ids }]),
    ...ids.map((id, at) =>
      link(id, 'inference-server', [
        { link: `gpu-${id}` },
        { link: at < 2 ? 'left' : 'right' },
        ...(at < 2 ? [{ link: 'store' }] : []),
      ]),
    ),
    ...ids.map((id, at) => link(`gpu-${id}`, 'gpu', [{ link: at < 2 ? 'left' : 'right' }])),
    link('left', 'host'),
    link('right', 'host'),
    link('store', 'store'),
  ],
};

const asked = (id: string): Series => ({
  ...{ link: id, probe: 'openai', name: 'canary', reach: 'through', model: 'chat' },
});
const series: readonly Series[] = [
  ...['router', ...ids].map(asked),
  ...[...ids, 'store'].map((id): Series => ({ link: id, probe: 'http', reach: 'access' })),
  ...ids.map((id): Series => ({ link: `gpu-${id}`, probe: 'gpu', reach: 'self' })),
];

const failing = (symptom: string, all: readonly string[]) =>
  Object.fromEntries(
    all.flatMap((id) => [
      [`${id}/canary@local`, symptom],
      [`${id}/http@local`, symptom],
    ]),
  );
const blamed = ({ engine }: Player) => engine.verdict().culprits.map(({ link: id }) => id);

describe('replicas that fall ill alike at one moment', () => {
  it('suffer from one cause that nobody declared, however many they are', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.rounds(10, { ...failing('tcp.refused', ids), 'router/canary@local': 'http.502' });
    const { culprits, headline, outsideProbability } = player.engine.verdict();
    expect(culprits).toEqual([]);
    expect(headline).toBe(
      'cannot tell: one, two and 2 more fail alike; what they share is not in the chain',
    );
    expect(outsideProbability).toBeGreaterThan(0.9);
  });

  it('may be a part of their group', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.rounds(10, failing('tcp.refused', ['one', 'three', 'four']));
    expect(player.engine.verdict().headline).toContain('fail alike');
  });

  it('are one matter, and one replica alone is another', () => {
    const player = new Player(chain, series);
    player.rounds(10);
    player.rounds(10, failing('tcp.refused', ['one']));
    expect(blamed(player)).toEqual(['one']);
  });

  it('suffer from what they stand on, where that is declared and explains it', () => {
    const player = ofOneMachine(series.filter(({ probe }) => probe !== 'gpu'));
    expect(player.engine.verdict().culprits).toMatchObject([{ link: 'left', mode: 'host.down' }]);
  });

  it('suffer less likely from a machine that is down while it answers who looks from inside', () => {
    const blind = ofOneMachine(series.filter(({ probe }) => probe !== 'gpu'));
    expect(machineDown(ofOneMachine(series))).toBeLessThan(machineDown(blind) / 2);
  });
});

describe('replicas that flicker', () => {
  const player = new Player(chain, series);
  player.rounds(10);
  player.rounds(1, failing('http.502', ['one', 'two']));
  const { streams, posterior, nowMs } = player.engine.grounds;
  const index = new SeriesIndex();
  for (const stream of streams) index.add(stream);
  const beside = (best: number) =>
    hiddenCauseIn(chain, {
      faultsAt: (id) => posterior.faultsAt(id),
      troubled: troubledOf(streams),
      window: new LookWindow(index, 1, nowMs),
      pace: 1,
      best,
    });

  it('may share a hidden cause, as little as they show', () => {
    expect(beside(Number.NEGATIVE_INFINITY)?.links).toEqual(['one', 'two']);
    expect(beside(50)).toEqual(beside(Number.NEGATIVE_INFINITY));
  });

  it('share none that counts beside an explanation of far more', () => {
    expect(beside(1_000)).toBeNull();
  });
});

/** The replicas on one machine time out. */
function ofOneMachine(all: readonly Series[]): Player {
  const player = new Player(chain, all);
  player.rounds(10);
  player.rounds(10, failing('tcp.timeout', ['one', 'two']));
  return player;
}

function machineDown({ engine }: Player): number {
  const { hypotheses } = engine.verdict();
  const down = hypotheses.find(({ faults }) => faults[0]?.mode === 'host.down');
  return down?.probability ?? 0;
}
