import { describe, expect, it } from 'vitest';
import { alike } from '../../../bench/chains/alike.ts';
import { type Case, drawCase } from '../../../bench/chains/cases.ts';
import { startMs } from '../../../bench/chains/play.ts';
import type { Series } from '../../../bench/chains/world.ts';
import type { LinkId } from '../../../src/chain/types.ts';
import { chainOf } from '../../support/chain.ts';

const chain = chainOf('row', 'edge', [
  { id: 'edge', kind: 'gateway', needs: ['router'] },
  { id: 'router', kind: 'router', needs: ['server'] },
  { id: 'server', kind: 'inference-server' },
]);

function series(link: LinkId, kind: 'http' | 'openai'): Series {
  return {
    key: `${link}/${kind}@local`,
    link,
    plan: {
      kind,
      name: kind,
      options: {},
      intervalMs: 1_000,
      deadlineMs: 2_000,
      vantage: 'local',
      inferred: false,
    },
    reach: kind === 'http' ? 'access' : 'through',
    model: kind === 'http' ? null : 'chat-70b',
    offset: 0,
    slowFrom: null,
  };
}

/** The engine fails on every request. */
function failing(watched: readonly Series[]): Case {
  const { world } = drawCase(1, startMs);
  const manners = [...world.manners.values()][0];
  if (!manners) throw new Error('a world without manners');
  const own = { ...manners, workMs: 5, patienceMs: 4_000, deepHealth: false, passesErrors: true };
  return {
    seed: 1,
    kind: 'single',
    world: {
      chain,
      manners: new Map(chain.links.map(({ id }) => [id, own])),
      series: watched,
      intervalMs: 1_000,
      undeclared: new Map(),
    },
    truths: [
      {
        link: 'server',
        mechanism: 'engine fails',
        modes: ['engine.dead'],
        condition: { at: 'server', effect: 'engine-errors', share: 1, fromMs: startMs, shows: {} },
      },
    ],
    onsetMs: startMs,
    endMs: startMs + 20_000,
  };
}

describe('faults that look alike', () => {
  it('are none where every hop is asked', () => {
    const all = ['edge', 'router', 'server'].flatMap((id) => [
      series(id, 'http'),
      series(id, 'openai'),
    ]);
    expect([...alike(failing(all))]).toEqual([]);
  });

  it('are those whose answers nobody could tell from afar', () => {
    // An internal error may be the router's own as well as the server's: nobody asks nearer.
    const { world, ...rest } = failing([series('edge', 'openai')]);
    const condition = { ...rest.truths[0]?.condition, effect: 'errors', status: 503 };
    const truth = { ...rest.truths[0], link: 'router', condition: { ...condition, at: 'router' } };
    const afar = { ...rest, world, truths: [truth] } as Case;
    expect([...alike(afar)]).toContain('edge');
  });
});
