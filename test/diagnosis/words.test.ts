import { expect, it } from 'vitest';
import { demoChain, Player } from '../support/looks.ts';

const store = 'store/http@local';

function whyOf(player: Player): string {
  return player.engine.verdict().links.find((one) => one.link === 'store')?.why ?? '';
}

it('says that a series comes and goes until it is bad for far longer than ever before', () => {
  const player = new Player(demoChain, [{ link: 'store', probe: 'http', reach: 'access' }]);
  player.rounds(20);
  for (let spell = 0; spell < 4; spell += 1) {
    player.rounds(8, { [store]: 'http.500' });
    player.rounds(8);
  }
  player.rounds(8, { [store]: 'http.500' });
  expect(whyOf(player)).toMatch(/\(\d+ of \d+ looks, flapping: \d times in/);
  player.rounds(40, { [store]: 'http.500' });
  expect(whyOf(player)).toContain('(40 of 40 looks)');
});
