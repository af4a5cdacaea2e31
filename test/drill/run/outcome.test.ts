import { expect, test } from 'vitest';
import { outcomeOf, worstOf } from '../../../src/drill/run/outcome.ts';
import { type Assertion, runStatuses, type UndoRecord } from '../../../src/drill/types.ts';

const undone: UndoRecord = {
  fault: 'kill',
  injector: 'sandbox',
  undone: true,
  verified: true,
  seen: 'it answers',
};
const left: UndoRecord = { ...undone, undone: false, verified: false, seen: 'it is still dead' };

function assertion(status: Assertion['status']): Assertion {
  return { name: 'right link', status, expected: 'router', found: 'store' };
}

test('what was not undone outweighs everything', () => {
  const guard = { by: 'guard', reason: 'the host suffers' } as const;
  expect(outcomeOf(guard, [undone, left], [assertion('failed')])).toEqual({
    status: 'not-undone',
    reason: 'kill is not undone: it is still dead',
  });
});

test.each([
  ['interrupt', 'interrupted'],
  ['guard', 'aborted'],
  ['timeout', 'aborted'],
  ['error', 'aborted'],
  ['unsteady', 'inconclusive'],
] as const)('a run that ended by %s is %s', (by, status) => {
  expect(outcomeOf({ by, reason: 'so it was' }, [undone], [assertion('failed')])).toEqual({
    status,
    reason: 'so it was',
  });
});

test('data that are missing are never a pass', () => {
  expect(outcomeOf(null, [], [assertion('passed'), assertion('error')]).status).toBe(
    'inconclusive',
  );
  expect(outcomeOf(null, [], [assertion('error'), assertion('failed')]).status).toBe('failed');
  expect(outcomeOf(null, [undone], [assertion('passed'), assertion('skipped')])).toEqual({
    status: 'passed',
    reason: null,
  });
});

test('of several runs the worst decides: 4, 130, 3, 2, 1, 5, 0', () => {
  const order = [4, 130, 3, 2, 1, 5, 0];
  const byCode = (code: number) =>
    (Object.keys(runStatuses) as (keyof typeof runStatuses)[]).filter(
      (status) => runStatuses[status] === code,
    );
  order.forEach((code, index) => {
    const rest = order.slice(index).reverse().flatMap(byCode);
    expect(runStatuses[worstOf(rest)]).toBe(code);
  });
});
