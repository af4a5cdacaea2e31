import { describe, expect, it } from 'vitest';
import type { Chain, LinkId, Need } from '../../src/chain/types.ts';
import { explain } from '../../src/diagnosis/explaining/explain.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { sumOf } from '../support/adding-up.ts';
import { link, Player, type Series } from '../support/looks.ts';

const index: Series = { link: 'index', probe: 'vectorstore', name: 'fresh', reach: 'self' };
const alive: Series = { link: 'app', probe: 'http', name: 'alive', reach: 'access' };
const worker: Series = { link: 'worker', probe: 'docker', name: 'docker', reach: 'self' };
const other: Series = { link: 'other', probe: 'vectorstore', name: 'fresh', reach: 'through' };

/** An application, its index, and a worker that fills it; behind that a parser. */
function chain(needsOfWorker: readonly Need[] = []): Chain {
  return {
    name: 'an-index-and-who-fills-it',
    vantages: [],
    models: [],
    links: [
      link('app', 'service', [{ link: 'index' }], 'http://app.test'),
      link('index', 'datanet', [{ link: 'worker' }]),
      link('other', 'datanet', [{ link: 'worker' }]),
      link('worker', 'container', needsOfWorker),
      link('parser', 'container'),
    ],
  };
}

function played(series: readonly Series[], symptom: string, own = chain()): Player {
  const player = new Player(own, series);
  player.rounds(20);
  player.rounds(10, { 'index/fresh@local': symptom });
  return player;
}

const of = ({ links }: Verdict, id: LinkId) =>
  links.find((one) => one.link === id)?.probability ?? Number.NaN;

describe('what a link needs and nobody looks at', () => {
  it('is as likely as the link itself where it could have done what the link shows', () => {
    const verdict = played([index, alive], 'store.stale').engine.verdict();
    expect(verdict.culprits).toEqual([]);
    expect(verdict.headline).toMatch(/^cannot tell between (?:index|worker) /);
    expect(of(verdict, 'worker')).toBeGreaterThan(0.4);
    expect(of(verdict, 'index')).toBeGreaterThan(0.4);
  });

  it('shares that with what is behind it, at which nobody looks either', () => {
    const own = chain([{ link: 'parser' }]);
    const verdict = played([index, alive], 'store.stale', own).engine.verdict();
    const shares = ['index', 'worker', 'parser'].map((id) => of(verdict, id));
    expect(Math.min(...shares)).toBeGreaterThan(0.25);
    expect(Math.max(...shares)).toBeLessThan(0.45);
    const suspects = verdict.links.filter(({ state }) => state === 'suspect');
    expect(suspects.map((one) => one.link)).toEqual(['index', 'worker', 'parser']);
    expect(suspects.at(-1)?.why).toBe('could explain what is seen, and no probe looks at it');
  });

  it('is cleared by a look of its own, and by another that needs it and is well', () => {
    for (const more of [worker, other]) {
      const verdict = played([index, alive, more], 'store.stale').engine.verdict();
      expect(verdict.culprits.map((culprit) => culprit.link)).toEqual(['index']);
      expect(of(verdict, 'worker')).toBeLessThan(0.05);
    }
  });

  it('is not suspected of what the link alone can do', () => {
    const verdict = played([index, alive], 'store.denied').engine.verdict();
    expect(verdict.culprits.map((culprit) => culprit.link)).toEqual(['index']);
    expect(of(verdict, 'worker')).toBeLessThan(0.05);
  });

  it('adds up in the arithmetic, for both of them', () => {
    const through: Series = { link: 'app', probe: 'http', name: 'page', reach: 'through' };
    const { engine } = played([index, through], 'store.stale');
    const explained = explain(engine.grounds, engine.verdict(), ['index', 'worker']);
    const sums = explained.map(({ arithmetic }) => {
      if (!arithmetic) throw new Error('a look through the application meets both');
      return arithmetic;
    });
    for (const sum of sums) {
      expect(sumOf(sum)).toBeCloseTo(sum.probability, 9);
    }
    expect(explained.map(({ modes }) => modes[0]?.probability)).toEqual(
      sums.map(({ probability }) => probability),
    );
    expect(sums.map(({ unseenBits }) => unseenBits)).toEqual([-1, 0]);
    expect(sums.map(({ broughtShare }) => broughtShare > 0.4)).toEqual([false, true]);
  });
});
