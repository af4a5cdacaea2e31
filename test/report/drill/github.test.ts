import { describe, expect, it } from 'vitest';
import { github } from '../../../src/report/drill/github.ts';
import { hostileResult, inconclusiveResult, sampleDrill, sampleResult } from './sample.ts';

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('GitHub annotations of a drill', () => {
  it('stand at the scenario file: errors, warnings, a notice with the summary', () => {
    expect(linesOf(github(sampleDrill()))).toEqual([
      '::error file=scenarios/replica-a-hang.yaml,line=1,title=drill failed%3A replica-a-hang::What happens in replica-a-hang%0Ablamed router (service.errors), expected replica-a (service.hung)',
      '::error file=scenarios/store-fill.yaml,line=1,title=drill not undone%3A store-fill::What happens in store-fill%0Aundo of fill-disk could not be verified',
      '::warning file=scenarios/vendor-lies.yaml,line=1,title=drill inconclusive%3A vendor-lies::What happens in vendor-lies%0Athe chain was not healthy before the fault',
      '::notice title=weaklink drill::1 passed, 1 failed, 1 not undone, 1 inconclusive%0Aright link: 2 of 3, 66.6 %25%0Aright mode: 2 of 3, 66.6 %25',
    ]);
  });

  it('says what GitHub would drop', () => {
    const failed = Array.from({ length: 12 }, (_, index) =>
      sampleResult(`f${index}`, { status: 'failed', reason: 'wrong link' }),
    );
    const lines = linesOf(github(sampleDrill([...failed, inconclusiveResult])));
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(1);
    expect(lines.at(-1)).toBe(
      '::notice title=weaklink drill%3A left out::2 more not annotated, since GitHub shows 10 a step: f10, f11',
    );
  });

  it('lets no text start a command of its own', () => {
    const lines = linesOf(github(sampleDrill([hostileResult])));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(/^::(error file=[^:,\r]*,line=1,|notice )title=[^:,\r]*::[^\r]*$/);
    }
  });

  it('has nothing but a notice when all is well', () => {
    expect(linesOf(github(sampleDrill([sampleResult('x')])))).toEqual([
      expect.stringMatching(/^::notice title=weaklink drill::1 passed, 0 failed%0A/),
    ]);
  });
});
