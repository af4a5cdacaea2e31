import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryOf } from '../../src/drift/category.ts';
import { type Blame, rankDifferences, rankedHeadline } from '../../src/drift/rank.ts';
import type { Difference } from '../../src/drift/types.ts';
import type { Hypothesis, Verdict } from '../../src/events/verdict.ts';
import { sanitise } from '../../src/text/sanitise.ts';
import { link } from './made.ts';

const difference = (what: string, id = 'box', more: Partial<Difference> = {}): Difference => ({
  link: id,
  what,
  category: categoryOf(what),
  before: sanitise('1'),
  after: sanitise('2'),
  ...more,
});

const verdict = (hypotheses: readonly Hypothesis[], more: Partial<Verdict> = {}): Verdict => ({
  at: '2026-11-21T14:00:00.000Z',
  status: 'fault',
  headline: sanitise('something is broken'),
  culprits: [],
  cleared: [],
  untested: [],
  links: [],
  hypotheses,
  noFaultProbability: 0.01,
  outsideProbability: 0,
  next: null,
  contradictions: [],
  models: [],
  ...more,
});

const fault = (mode: string, probability: number, id = 'box'): Hypothesis => ({
  faults: [{ link: id, mode }],
  probability,
});

const blame = (hypotheses: readonly Hypothesis[], more: Partial<Blame> = {}): Blame => ({
  links: [
    link('box'),
    link('engine', { kind: 'inference-server', needs: ['box'] }),
    link('card', { kind: 'gpu' }),
  ],
  verdict: verdict(hypotheses),
  words: new Map(),
  ...more,
});

const order = (differences: readonly Difference[], by: Blame) =>
  rankDifferences(differences, by).ranked.map(({ what, explains }) => [what, explains]);

describe('how a difference explains a verdict', () => {
  test('what cannot cause the fault explains nothing of it', () => {
    const all = [difference('container.memory_limit'), difference('gpu.driver', 'card')];
    expect(order(all, blame([fault('container.oom_killed', 0.9)]))).toEqual([
      ['container.memory_limit', 1],
      ['gpu.driver', 0],
    ]);
  });

  test('what can cause little else explains more than what can cause anything', () => {
    const all = [difference('container.image'), difference('container.memory_limit')];
    const [first, second] = order(all, blame([fault('container.oom_killed', 0.9)]));
    expect(first?.[0]).toBe('container.memory_limit');
    expect(second?.[1]).toBeGreaterThan(0);
  });

  test('of a driver and a variable, the driver explains a driver that fails', () => {
    const all = [difference('container.env A'), difference('gpu.driver', 'card')];
    const ranking = rankDifferences(all, blame([fault('gpu.driver', 0.9, 'card')]));
    expect(rankedHeadline(ranking)).toBe(
      '2 differences; the driver of card explains it best (100 %)',
    );
  });

  test('a fault is explained by a link that the broken one needs', () => {
    const all = [difference('container.image', 'box'), difference('dns.answer', 'card')];
    const { ranked } = rankDifferences(all, blame([fault('service.crashed', 0.9, 'engine')]));
    expect(ranked[0]).toMatchObject({
      what: 'container.image',
      explains: 1,
      why: 'it can cause service.crashed of engine, which needs it',
    });
  });

  test('the one that the log names comes first', () => {
    const flags = [difference('container.flag --alpha'), difference('container.flag --beta')];
    const words = new Map([['box', ['error: unrecognized value of --beta']]]);
    const [best, second] = rankDifferences(
      flags,
      blame([fault('container.exited', 1)], { words }),
    ).ranked;
    expect(best).toMatchObject({ what: 'container.flag --beta', rank: 1 });
    expect((best?.explains ?? 0) / (second?.explains ?? 1)).toBeCloseTo(10);
  });

  test('the link of either side may be the one that is ill', () => {
    const one = difference('container.image', 'other', { comparedWith: 'box' });
    expect(order([one], blame([fault('container.exited', 1)]))).toEqual([['container.image', 1]]);
  });

  test('without a verdict that blames anybody nothing is explained', () => {
    const all = [difference('container.image')];
    expect(rankDifferences(all, null).unexplained).toBeNull();
    const healthy = blame([fault('container.exited', 0.1)], {
      verdict: verdict([fault('container.exited', 0.1)], { status: 'healthy' }),
    });
    expect(rankDifferences(all, healthy).ranked[0]?.explains).toBeNull();
  });

  test('the parts and what is left unexplained sum to one', () => {
    const modes = ['container.exited', 'container.oom_killed', 'container.paused'];
    const whats = ['container.image', 'container.memory_limit', 'container.flag --a', 'dns.answer'];
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...whats), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom(...modes), { minLength: 1 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (told, blamed, outsideProbability) => {
          const hypotheses = blamed.map((mode) => fault(mode, 0.5 / blamed.length));
          const by = blame(hypotheses, { verdict: verdict(hypotheses, { outsideProbability }) });
          const { ranked, unexplained } = rankDifferences(
            told.map((what) => difference(what)),
            by,
          );
          const sum = ranked.reduce((all, { explains }) => all + (explains ?? 0), unexplained ?? 0);
          expect(sum).toBeCloseTo(1);
          expect(ranked.map(({ rank }) => rank)).toEqual(told.map((_, index) => index + 1));
        },
      ),
    );
  });
});

describe('the headline', () => {
  test.each([
    [[], null, 'no difference'],
    [['container.image'], null, '1 difference'],
    [['dns.answer'], 'container.exited', '1 difference; none of them can have caused it'],
    [
      ['container.image', 'container.memory_limit'],
      'container.oom_killed',
      /^2 differences; the memory limit of box explains it best \(\d\d %\)$/,
    ],
    [
      ['container.flag --a', 'container.flag --b', 'container.flag --c'],
      'container.exited',
      '3 differences; the flag --a of box or the flag --b of box and 1 more may have caused it',
    ],
  ])('of %j and %s: %s', (whats, mode, words) => {
    const all = whats.map((what) => difference(what));
    const ranking = rankDifferences(all, mode === null ? null : blame([fault(mode, 1)]));
    if (typeof words === 'string') expect(rankedHeadline(ranking)).toBe(words);
    else expect(rankedHeadline(ranking)).toMatch(words);
  });
});
