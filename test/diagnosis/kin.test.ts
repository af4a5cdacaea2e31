import { expect, it } from 'vitest';
import { Player } from '../support/looks.ts';

const first = 'edge/canary-chat@local';
const second = 'edge/canary-vendor-chat@local';

/** How the first bad look of the second canary of the edge was taken. */
function begunAs(symptoms: Readonly<Record<string, string>>) {
  const player = new Player();
  player.rounds(5);
  player.round(symptoms);
  const stream = player.engine.grounds.streams.find(({ key }) => key === second);
  const { before, habit } = stream?.looks.at(-1) ?? {};
  return { before, habit };
}

it('knows what others show that look at the same link in the same way', () => {
  const both = { [first]: 'http.502', [second]: 'http.502' };
  expect(begunAs(both)).toEqual({ before: 'http.502', habit: 'kin' });
  expect(begunAs({ [second]: 'http.502' })).toEqual({ before: null, habit: 'open' });
  // A health check is another way to look, and another link has other manners.
  const others = { 'edge/http@local': 'http.502', 'router/canary-chat@local': 'http.502' };
  expect(begunAs({ ...others, [second]: 'http.502' }).habit).toBe('open');
});
