import { expect, test } from 'vitest';
import { brokenPromises } from '../../scripts/drills/promises.ts';
import type { Score } from '../../src/drill/types.ts';
import { noScore, sampleDrill, sampleResult } from '../report/drill/sample.ts';

const drills = (count: number, score: Partial<Score>) =>
  Array.from({ length: count }, (_, index) =>
    sampleResult(`drill-${index}`, { score: { ...noScore, ...score } }),
  );

test.each([
  ['topLink', 200, 2, 'the right link in 197 of 200, 98.5 %, not 99 %'],
  ['topMode', 100, 3, 'the right mode in 96 of 100, 96.0 %, not 97 %'],
  ['bothNamed', 20, 3, 'both of two faults named in 16 of 20, 80.0 %, not 85 %'],
  ['outside', 20, 2, '"not in the chain" where that is right in 17 of 20, 85.0 %, not 90 %'],
  ['undetermined', 20, 2, '"cannot tell" where that is right in 17 of 20, 85.0 %, not 90 %'],
  ['topLink', 5, 1, 'the right link in 3 of 5, 60.0 %, not 99 %'],
] as const)('%s of %i: %i may be missed, and no more', (name, asked, forgiven, words) => {
  const missing = (missed: number) =>
    brokenPromises(
      sampleDrill([
        ...drills(asked - missed, { [name]: true }),
        ...drills(missed, { [name]: false }),
      ]),
    );
  expect(missing(forgiven)).toEqual([]);
  expect(missing(forgiven + 1)).toEqual([words]);
});

test('what nobody asked is no promise broken', () => {
  expect(brokenPromises(sampleDrill(drills(3, {})))).toEqual([]);
});

test('one blamed where nothing is broken, one not undone, one that could not run: each is too many', () => {
  const results = [
    sampleResult('well', { status: 'failed', score: { ...noScore, healthy: false } }),
    sampleResult('left', {
      status: 'not-undone',
      reason: 'it',
      score: { ...noScore, undoClean: false },
    }),
    sampleResult('late', { status: 'aborted', reason: 'it took too long', score: noScore }),
  ];
  expect(brokenPromises(sampleDrill(results))).toEqual([
    'well: somebody is blamed where nothing is broken',
    'left is not-undone: it',
    'left was not undone',
    'late is aborted: it took too long',
  ]);
});
