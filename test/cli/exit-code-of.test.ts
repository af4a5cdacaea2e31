import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code-of.ts';
import type { Outcome } from '../../src/events/types.ts';
import type { Verdict } from '../../src/events/verdict.ts';
import { sampleObservation, samples } from '../report/sample.ts';

function look(link: string, outcome: Outcome, name = 'http') {
  return sampleObservation({ link, outcome, stream: `${link}/${name}@local` });
}

describe('exitCodeOf', () => {
  it.each<[string, Verdict['status'], ReturnType<typeof look>[], number]>([
    ['all is well', 'healthy', [look('a', 'ok')], 0],
    ['a fault', 'fault', [look('a', 'failed')], 1],
    [
      'a fault beside a link that cannot be seen',
      'fault',
      [look('a', 'failed'), look('b', 'unknown')],
      1,
    ],
    ['a link that cannot be seen', 'healthy', [look('a', 'ok'), look('b', 'unknown')], 3],
    ['a link that another look sees', 'healthy', [look('a', 'ok'), look('a', 'unknown', 'gpu')], 0],
    ['something broken, nobody knows what', 'undetermined', [look('a', 'failed')], 1],
    ['no telling, for nothing could be seen', 'undetermined', [look('a', 'unknown')], 3],
    ['no telling, for nothing was looked at', 'undetermined', [], 3],
    ['nothing bad, for nothing was looked at', 'healthy', [], 3],
  ])('%s', (_, status, observations, code) => {
    expect(exitCodeOf({ ...samples.healthy, status }, observations)).toBe(code);
  });
});
