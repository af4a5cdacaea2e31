import { expect, it } from 'vitest';
import type { Fault } from '../../src/diagnosis/hypotheses.ts';
import { Player } from '../support/looks.ts';

const ask = (id: string, model = 'chat') => `${id}/canary-${model}@local`;
const first = {
  'gpu-a/gpu@local': 'gpu.lost',
  [ask('replica-a')]: 'llm.ttft_timeout',
};
const second = {
  [ask('vendor', 'vendor-chat')]: 'llm.overloaded',
  [ask('gateway', 'vendor-chat')]: 'llm.overloaded',
  [ask('edge', 'vendor-chat')]: 'llm.overloaded',
};

function heldIn({ engine }: Player, link: string, mode: string): number {
  const { posterior } = engine.grounds;
  const fault = posterior.faultsAt(link).find((one) => one.mode.id === mode) as Fault;
  return posterior.held.probabilityOf(fault);
}

it('what was believed for a while before the window is held, and forgotten slowly', () => {
  const player = new Player();
  player.rounds(20);
  player.rounds(25, first);
  // All of this trouble is within the window still.
  expect(heldIn(player, 'gpu-a', 'gpu.lost')).toBe(0);
  player.rounds(60, first);
  const held = heldIn(player, 'gpu-a', 'gpu.lost');
  expect(held).toBeGreaterThan(0.6);
  expect(heldIn(player, 'vendor', 'service.overloaded')).toBe(0);
  player.rounds(90);
  const after = heldIn(player, 'gpu-a', 'gpu.lost');
  expect(after).toBeGreaterThan(0.3);
  expect(after).toBeLessThan(held);
});

it('a first fault stays named while a second one is there, however long', () => {
  const player = new Player();
  player.rounds(20);
  player.rounds(60, first);
  const named = Array.from({ length: 12 }, () => {
    player.rounds(10, { ...first, ...second });
    const { culprits } = player.engine.verdict();
    return culprits.map(({ link }) => link).sort();
  });
  expect(named).toEqual(named.map(() => ['gpu-a', 'vendor']));
});

it('goes its own way in a fork', () => {
  const player = new Player();
  player.rounds(20);
  player.rounds(60, first);
  const before = heldIn(player, 'gpu-a', 'gpu.lost');
  const fork = player.engine.fork();
  player.rounds(60);
  const { posterior } = fork.grounds;
  const fault = posterior.faultsAt('gpu-a').find(({ mode }) => mode.id === 'gpu.lost') as Fault;
  expect(posterior.held.probabilityOf(fault)).toBe(before);
  expect(heldIn(player, 'gpu-a', 'gpu.lost')).not.toBe(before);
});
