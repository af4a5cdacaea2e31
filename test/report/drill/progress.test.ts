import { expect, test } from 'vitest';
import { progressLine } from '../../../src/report/drill/index.ts';
import { hostileResult, sampleResult, wrongResult } from './sample.ts';

test('one line a run: how far, how it ended, which, how long, why', () => {
  expect(progressLine(sampleResult('replica-a-kill'), 3, 60)).toBe(
    '[ 3/60] ● passed  replica-a-kill  6.4 s',
  );
  expect(progressLine(wrongResult, 60, 60)).toBe(
    '[60/60] ✖ failed  replica-a-hang  6.4 s  blamed router (service.errors), expected replica-a (service.hung)',
  );
});

test('stays one line whatever a scenario says', () => {
  expect(progressLine(hostileResult, 1, 1)).not.toMatch(/\p{Cc}/u);
});
