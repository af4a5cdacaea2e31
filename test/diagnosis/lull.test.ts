import { describe, expect, it } from 'vitest';
import { demoChain, link, Player } from '../support/looks.ts';

const chain = {
  ...demoChain,
  models: [],
  links: [
    link('support', 'gateway', [{ link: 'vendor' }]),
    link('batch', 'gateway', [{ link: 'vendor' }]),
    link('vendor', 'provider'),
  ],
};
const player = () =>
  new Player(
    chain,
    ['support', 'batch'].map((id) => ({ link: id, probe: 'openai', reach: 'through' as const })),
  );
const look = (one: Player, support: boolean, batch: boolean) => {
  const shown = (isOk: boolean) => (isOk ? 'ok' : 'llm.rate_limited');
  one.round({ 'support/openai@local': shown(support), 'batch/openai@local': shown(batch) });
  return one.engine.verdict().status;
};

describe('good looks after trouble', () => {
  it('are no all-clear while they are no more than the trouble itself has shown', () => {
    const one = player();
    one.rounds(10);
    // Of each, two good answers of seven, at other times.
    const statuses = Array.from({ length: 35 }, (_, at) =>
      look(one, at % 7 >= 5, at % 7 >= 3 && at % 7 < 5),
    );
    for (let at = 0; at < 8; at += 1) statuses.push(look(one, false, false));
    statuses.push(look(one, true, true), look(one, true, true));
    expect(statuses.slice(3)).not.toContain('healthy');
    for (let at = 0; at < 10; at += 1) look(one, true, true);
    expect(look(one, true, true)).toBe('healthy');
  });

  it('are one soon where none was good before', () => {
    const one = player();
    one.rounds(10);
    for (let at = 0; at < 30; at += 1) look(one, false, false);
    look(one, true, false);
    expect(one.engine.grounds.streams.map(({ lull }) => lull)).toEqual([0, 0]);
    look(one, false, false);
    look(one, true, false);
    // Of 32 looks one was good, and one is now: 2 in 34 by Laplace's rule.
    expect(one.engine.grounds.streams[0]?.lull).toBe(2 / 34);
    const after = Array.from({ length: 5 }, () => look(one, true, true));
    expect(after.at(-1)).toBe('healthy');
  });
});
