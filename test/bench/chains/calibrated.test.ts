import { expect, test } from 'vitest';
import { drawCase } from '../../../bench/chains/cases.ts';
import { play, startMs } from '../../../bench/chains/play.ts';
import { createEngine } from '../../../src/diagnosis/engine.ts';

/** Seeds that neither the fit nor the bench plays. */
const firstSeed = 300_000;
const chains = 60;
/** Small chains are cheap. */
const mostLinks = 30;
/** Three standard errors of sixty answers of which seven in eight are right, and a little. */
const most = 0.15;

test('who is blamed is right about as often as is said', { timeout: 60_000 }, () => {
  const blamed: { readonly said: number; readonly isRight: boolean }[] = [];
  for (let seed = firstSeed, played = 0; played < chains; seed += 1) {
    const one = drawCase(seed, startMs);
    if (one.world.chain.links.length > mostLinks || one.truths.length === 0) continue;
    played += 1;
    const engine = createEngine(one.world.chain);
    for (const event of play(one).events) engine.accept(event);
    for (const { link, linkProbability: said } of engine.verdict().culprits) {
      blamed.push({ said, isRight: one.truths.some((truth) => truth.link === link) });
    }
  }
  expect(blamed.length).toBeGreaterThan(chains * 0.6);
  const said = blamed.reduce((sum, one) => sum + one.said, 0) / blamed.length;
  const right = blamed.filter(({ isRight }) => isRight).length / blamed.length;
  expect(Math.abs(said - right)).toBeLessThan(most);
  // What is said with doubt is wrong more often than what is said for certain. Fewer would be one or two.
  const doubted = blamed.filter((one) => one.said < 0.7);
  const certain = blamed.filter((one) => one.said >= 0.95);
  const rate = (some: typeof blamed) => some.filter(({ isRight }) => isRight).length / some.length;
  expect(certain.length).toBeGreaterThan(10);
  expect(rate(certain)).toBeGreaterThan(0.85);
  expect(doubted.length).toBeGreaterThan(4);
  expect(rate(doubted)).toBeLessThan(rate(certain));
});
