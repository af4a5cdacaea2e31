import { describe, expect, it } from 'vitest';
import type { Chain } from '../../../src/chain/types.ts';
import { askUntilCertain } from '../../../src/diagnosis/asking/ask-until-certain.ts';
import type { Belief } from '../../../src/diagnosis/asking/belief.ts';
import { checkByHand, decidedBy } from '../../../src/diagnosis/asking/deciding.ts';
import { faultsOf } from '../../../src/diagnosis/hypotheses.ts';
import { modeById } from '../../../src/diagnosis/modes/catalogue.ts';
import { demoChain, link, Player, type Series } from '../../support/looks.ts';

const chain = {
  ...demoChain,
  models: [{ id: 'chat', at: 'api', needs: [] }],
  links: [link('api', 'service', [{ link: 'box' }]), link('box', 'process')],
};

const process: Series = { link: 'box', probe: 'process', reach: 'self' };
const http: Series = { link: 'api', probe: 'http', reach: 'access' };
const restarting = { 'box/process@local': 'process.restarting', 'api/http@local': 'tcp.refused' };

/** One link and nothing behind it. */
const lonely = { ...chain, links: [link('api', 'service')] };

/** Looks at these, after which all of them fail. */
function failing(series: readonly Series[], of: Chain = chain): Player {
  const player = new Player(of, series);
  player.rounds(20);
  player.rounds(20, restarting);
  return player;
}

/** What is believed if this mode alone is. */
function alone(id: string): Belief {
  const fault = faultsOf(chain).all.find(({ mode }) => mode.id === id);
  if (!fault) throw new Error(`no fault ${id}`);
  return { faults: [fault], probability: 0.4 };
}

describe('the check that decides', () => {
  it('is that of the rarer where each is usually taken for the other', () => {
    const [common, rare] = [alone('process.restarting'), alone('process.bad_settings')];
    expect(decidedBy(common, rare)).toMatchObject({ mode: { id: 'process.bad_settings' } });
    expect(decidedBy(rare, common)).toMatchObject({ mode: { id: 'process.bad_settings' } });
  });

  it('is none between faults that nobody takes for each other', () => {
    const loop = alone('process.restarting');
    expect(decidedBy(loop, alone('service.slow'))).toBeNull();
    expect(decidedBy(loop, { faults: 'outside', probability: 0.4 })).toBeNull();
    expect(decidedBy(loop, { faults: [], probability: 0.4 })).toBeNull();
  });

  it('is named as the next look where no look tells the two best apart', () => {
    const { next, culprits } = failing([process, http]).engine.verdict();
    expect(culprits[0]?.mode).toBe('process.restarting');
    expect(next).toMatchObject({ link: 'box', probe: 'operator', stream: null, command: null });
    expect(next?.why).toBe(
      `no look tells process.restarting from process.bad_settings; by hand: ${modeById('process.bad_settings')?.decides}`,
    );
    expect(next?.gainBits).toBeGreaterThan(0.1);
  });

  it('is not named again once somebody has checked', () => {
    const player = failing([process, http]);
    const by = { probe: 'operator', vantage: 'operator', reach: 'self' } as const;
    player.look({ link: 'box', name: 'decides-process.bad_settings', ...by }, 'ok');
    expect(player.engine.verdict().next?.probe).not.toBe('operator');
  });

  it('is not named where a look tells as much', () => {
    const { next } = failing([http], lonely).engine.verdict();
    expect(next).toMatchObject({ link: 'api', probe: 'process', stream: null });
  });

  it.each([
    ['service.crashed', true],
    ['service.refusing', false],
  ])('settles it for %s when a person has looked', async (expected, found) => {
    const player = failing([http], lonely);
    const asked: string[] = [];
    const { beliefs, end } = await askUntilCertain({
      chain: lonely,
      candidates: [],
      mostLooks: 10,
      checks: ([best, other]) => {
        const fault = best && other && decidedBy(best, other);
        return fault ? [checkByHand(lonely, fault)] : [];
      },
      grounds: () => player.engine.grounds,
      look: ({ look: { stream } }) => {
        asked.push(stream.key);
        const [name] = stream.key.slice('api/'.length).split('@');
        const isSo = stream.key.includes('service.crashed') === found;
        const by = { probe: 'operator', vantage: 'operator', reach: 'self' } as const;
        player.look({ link: 'api', name: `${name}`, ...by }, isSo ? `operator.${name}` : 'ok');
        return false;
      },
    });
    expect(asked[0]).toMatch(/^api\/decides-service\.\w+@operator$/);
    expect(end).toBe('certain');
    expect(beliefs[0]?.faults).toMatchObject([{ mode: { id: expected } }]);
  });
});
