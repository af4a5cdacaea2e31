import { expect, test } from 'vitest';
import { matchLinks } from '../../src/drift/match.ts';
import { link } from './made.ts';

const pairsOf = (before: ReturnType<typeof link>[], after: ReturnType<typeof link>[]) => {
  const { pairs, onlyBefore, onlyAfter } = matchLinks(before, after);
  return {
    pairs: pairs.map((pair) => `${pair.before.link} = ${pair.after.link}`),
    onlyBefore: onlyBefore.map((one) => one.link),
    onlyAfter: onlyAfter.map((one) => one.link),
  };
};

test('links are matched by name, then by role, by name without environment, and as the only ones of a kind', () => {
  const staging = { environment: 'staging' };
  const production = { environment: 'production' };
  expect(
    pairsOf(
      [
        link('shared'),
        link('s-17', { role: 'router', ...staging }),
        link('engine-staging', staging),
        link('box-1', { kind: 'gpu', ...staging }),
        link('gone', staging),
      ],
      [
        link('shared'),
        link('p-4', { role: 'router', ...production }),
        link('production-engine', production),
        link('box-9', { kind: 'gpu', ...production }),
        link('new', { kind: 'service', ...production }),
      ],
    ),
  ).toEqual({
    pairs: ['box-1 = box-9', 's-17 = p-4', 'engine-staging = production-engine', 'shared = shared'],
    onlyBefore: ['gone'],
    onlyAfter: ['new'],
  });
});

test('what fits several is matched with none', () => {
  expect(pairsOf([link('a')], [link('b'), link('c')])).toEqual({
    pairs: [],
    onlyBefore: ['a'],
    onlyAfter: ['b', 'c'],
  });
});
