import { expect, it } from 'vitest';
import { Player } from '../support/looks.ts';

const askA = 'replica-a/canary-chat@local';
const askB = 'replica-b/canary-chat@local';
const late = { [askA]: 'llm.ttft_slow' };

function culpritsAfter(...stages: readonly Readonly<Record<string, string>>[]) {
  const player = new Player();
  player.rounds(20);
  for (const shown of stages) player.rounds(12, shown);
  return player.engine.verdict().culprits.map(({ link }) => link);
}

it('a replica that is late since it does the work of another is no second fault', () => {
  const lost = { 'gpu-b/gpu@local': 'gpu.lost', [askB]: 'llm.engine_error' };
  expect(culpritsAfter(lost, { ...lost, ...late })).toEqual(['gpu-b']);
});

it('one that was late before the other was lost is', () => {
  const lost = { 'gpu-b/gpu@local': 'gpu.lost', [askB]: 'llm.engine_error' };
  expect(culpritsAfter(late, { ...lost, ...late }).toSorted()).toEqual(['gpu-b', 'replica-a']);
});

it('and one beside which all is well is the culprit', () => {
  expect(culpritsAfter(late)).toEqual(['replica-a']);
});
