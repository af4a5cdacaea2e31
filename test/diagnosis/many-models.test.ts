import { expect, it } from 'vitest';
import { faultsOf } from '../../src/diagnosis/hypotheses.ts';
import { demoChain, Player } from '../support/looks.ts';

it('a link that serves hundreds of models, each with faults of its own, is judged as any other', () => {
  const [model] = demoChain.models;
  if (!model) throw new Error('the demo chain serves no model');
  const models = Array.from({ length: 260 }, (_, at) => ({ ...model, id: `${model.id}-${at}` }));
  const chain = { ...demoChain, models: [...demoChain.models, ...models] };
  const most = Math.max(...[...faultsOf(chain).byLink.values()].map(({ length }) => length));
  expect(most).toBeGreaterThan(4_096);
  const player = new Player(chain);
  player.rounds(5);
  player.rounds(5, { 'router/health@local': 'tcp.refused' });
  const { links } = player.engine.verdict();
  const told = links.map(({ probability }) => probability);
  expect(told.every((one) => one >= 0 && one <= 1)).toBe(true);
});
