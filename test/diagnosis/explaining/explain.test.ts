import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/diagnosis/explaining/explain.ts';
import type { LinkExplanation } from '../../../src/diagnosis/explaining/explanation.ts';
import { modeById } from '../../../src/diagnosis/modes/catalogue.ts';
import { sumOf } from '../../support/adding-up.ts';
import { demoChain, demoSeries, link, Player } from '../../support/looks.ts';

function explained(player: Player, id: string): LinkExplanation {
  const { engine } = player;
  const [one] = explain(engine.grounds, engine.verdict(), [id]);
  if (!one) throw new Error(`${id} is not explained`);
  return one;
}

const storeGone = {
  'store/http@local': 'tcp.refused',
  'store/process@local': 'process.absent',
  'replica-a/canary-chat@local': 'http.500',
  'replica-b/canary-chat@local': 'http.500',
  'router/canary-chat@local': 'http.502',
  'gateway/canary-chat@local': 'http.502',
  'edge/canary-chat@local': 'http.502',
};

describe('the explanation of a link', () => {
  it('adds up to the odds of the engine, look by look', () => {
    const player = new Player();
    player.rounds(2);
    player.rounds(1, storeGone);
    const { arithmetic } = explained(player, 'store');
    const { posterior } = player.engine.grounds;
    const { faults, noFault } = posterior.read();
    const own = posterior.faults.filter(
      ({ link, mode }) => link === 'store' && mode.id === arithmetic?.mode,
    );
    const odds = Math.max(...own.map(({ index }) => faults[index] ?? 0)) / noFault;
    expect(arithmetic?.totalBits).toBeCloseTo(Math.log2(odds), 6);
    const looks = arithmetic?.series.reduce((sum, { bits }) => sum + bits, 0) ?? 0;
    const rest = (arithmetic?.priorBits ?? 0) + (arithmetic?.rememberingBits ?? 0);
    expect(looks + rest).toBeCloseTo(arithmetic?.totalBits ?? 0, 6);
  });

  it('multiplies to the probability that is printed, alone and in company', () => {
    const card = { 'gpu-b/gpu@local': 'gpu.lost', 'replica-b/http@local': 'http.503' };
    for (const symptoms of [storeGone, { ...storeGone, ...card }]) {
      const player = new Player();
      player.rounds(5);
      player.rounds(6, symptoms);
      const { arithmetic: sum, probability } = explained(player, 'store');
      if (!sum) throw new Error('the store can be seen');
      expect(sumOf(sum)).toBeCloseTo(sum.probability, 9);
      expect(sum.trustBits).toBeLessThan(0);
      expect(sum.probability).toBeLessThanOrEqual(probability + 1e-4);
    }
  });

  it('needs no correction for time when no time has passed', () => {
    const quick = new Player(
      demoChain,
      demoSeries.filter(({ link }) => link === 'store'),
    );
    const series = quick.series[0];
    if (!series) throw new Error('the store is looked at');
    quick.look(series, 'tcp.refused');
    expect(explained(quick, 'store').arithmetic?.rememberingBits).toBeCloseTo(0, 6);
  });

  it('counts looks from when the fault most probably began', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, storeGone);
    const { arithmetic } = explained(player, 'store');
    const began = Date.parse(arithmetic?.since ?? '');
    expect(began).toBeGreaterThanOrEqual(player.nowMs - 5_100);
    const counted = arithmetic?.series.flatMap(({ rows }) => rows).map(({ count }) => count) ?? [];
    const looks = counted.reduce((sum, count) => sum + count, 0);
    // Five rounds of the seven series that show it, and of those that stay well all the same.
    expect(looks + (arithmetic?.leftOut ?? 0)).toBeGreaterThanOrEqual(35);
  });

  it('leaves out looks that make nothing more certain', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(1, storeGone);
    const early = explained(player, 'store').arithmetic;
    player.rounds(30, storeGone);
    const late = explained(player, 'store').arithmetic;
    expect(late?.leftOut).toBeGreaterThan((early?.leftOut ?? 0) + 100);
    // What is left is what one look says at most: the ratio of a look has a ceiling of 10,000.
    expect(Math.abs(late?.rememberingBits ?? 99)).toBeLessThan(Math.log2(1e4));
  });

  it('names the rival, and the series that speak against it', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, storeGone);
    const { rival } = explained(player, 'store').arithmetic ?? {};
    expect(rival?.faults[0]?.link).not.toBe('store');
    expect(rival?.apart.map(({ series }) => series)).toContain('store/http@local');
    for (const { bits } of rival?.apart.slice(0, 1) ?? []) expect(bits).toBeGreaterThan(0);
  });

  it('says what to do, what it is usually mistaken for, and the check that decides', () => {
    const player = new Player();
    player.rounds(10);
    player.rounds(5, storeGone);
    const { modes, decides } = explained(player, 'store');
    const known = modeById('service.crashed');
    expect(modes[0]).toMatchObject({ mode: 'service.crashed', remedy: known?.remedy });
    expect(modes[0]?.takenFor.map(({ mode }) => mode)).toEqual(known?.confusedWith);
    expect(decides).toBe(known?.decides);
  });

  it('takes the check of the second mode where that is the rarer of two that are confused', () => {
    const box = { link: 'edge', probe: 'process', reach: 'self' } as const;
    const chain = { ...demoChain, models: [], links: [link('edge', 'process')] };
    const player = new Player(chain, [box]);
    player.rounds(20);
    player.rounds(20, { 'edge/process@local': 'process.restarting' });
    const { modes, decides } = explained(player, 'edge');
    expect(modes.slice(0, 2).map(({ mode }) => mode)).toEqual([
      'process.restarting',
      'process.bad_settings',
    ]);
    expect(decides).toBe(modeById('process.bad_settings')?.decides);
  });

  it('of a cleared link says which looks would have shown what', () => {
    const player = new Player();
    player.rounds(5);
    const one = explained(player, 'store');
    expect(one.state).toBe('cleared');
    expect(one.clearedBy.map(({ series }) => series)).toContain('store/http@local');
    expect(one.clearedShare).toBeGreaterThan(one.clearedBy[0]?.share ?? 1);
    expect(one.clearedShare).toBeLessThan(1);
  });

  it('of an untested link says which looks are missing', () => {
    const player = new Player(
      demoChain,
      demoSeries.filter(({ link }) => link !== 'gpu-b'),
    );
    player.rounds(5);
    const one = explained(player, 'gpu-b');
    expect(one.missing[0]).toMatchObject({ probe: 'gpu', reach: 'self' });
    expect(one.missing[0]?.share).toBeGreaterThan(0.5);
  });
});
