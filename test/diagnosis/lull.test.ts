import { describe, expect, it } from 'vitest';
import { lullIn } from '../../src/diagnosis/lull.ts';
import type { Stream } from '../../src/diagnosis/stream.ts';
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
    const endedOf = ({ lastMs, lastBadMs, badSinceMs }: Stream) =>
      (lastMs - lastBadMs) / (lastMs - (badSinceMs ?? 0));
    const lullAfter = (byChance: number, ended: number) =>
      (byChance * (1 - ended)) / (ended + byChance * (1 - ended));
    const [first] = one.engine.grounds.streams as [Stream];
    const other = one.engine.grounds.streams[1] as Stream;
    look(one, true, false);
    // Of 30 looks none was good, and one is now: 1 in 32 by Laplace's rule; that it ended just now is as rare.
    expect(endedOf(first)).toBeCloseTo(1 / 31, 2);
    expect(lullIn(first)).toBeCloseTo(lullAfter(1 / 32, endedOf(first)), 9);
    expect(lullIn(other)).toBe(0);
    look(one, false, false);
    look(one, true, false);
    // Of 32 looks one was good: 2 in 34.
    expect(lullIn(first)).toBeCloseTo(lullAfter(2 / 34, endedOf(first)), 9);
    const after = Array.from({ length: 5 }, () => look(one, true, true));
    expect(after.at(-1)).toBe('healthy');
  });
});

describe('a fault that comes and goes', () => {
  const spell = (one: Player, isOk: boolean, rounds: number) =>
    Array.from({ length: rounds }, () => look(one, isOk, isOk));

  it('is not over while it rests as it did before', () => {
    const one = player();
    one.rounds(10);
    for (let times = 0; times < 2; times += 1) {
      spell(one, false, 5);
      expect(spell(one, true, 12).at(-1)).toBe('healthy');
    }
    spell(one, false, 5);
    const resting = spell(one, true, 12);
    expect(new Set(resting)).toEqual(new Set(['fault']));
    const [culprit] = one.engine.verdict().culprits;
    expect(culprit).toMatchObject({ link: 'vendor' });
    expect(culprit?.title).toMatch(/, on and off, well just now$/);
    expect(spell(one, true, 20).at(-1)).toBe('healthy');
  });

  it('is the same for who asks and for who does not', () => {
    const [asked, unasked] = [player(), player()];
    for (const isOk of [true, false, true, false, true, false, true]) {
      spell(asked, isOk, 8);
      for (let at = 0; at < 8; at += 1) {
        const shown = isOk ? 'ok' : 'llm.rate_limited';
        unasked.round({ 'support/openai@local': shown, 'batch/openai@local': shown });
      }
    }
    expect(unasked.engine.verdict()).toEqual(asked.engine.verdict());
    expect(unasked.engine.fork().verdict()).toEqual(asked.engine.verdict());
  });
});
