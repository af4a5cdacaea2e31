import { describe, expect, it } from 'vitest';
import type { Score } from '../../../src/drill/types.ts';
import { text } from '../../../src/report/drill/text.ts';
import { textWidth } from '../../../src/text/width.ts';
import { hostileResult, noScore, sampleDrill, sampleResult } from './sample.ts';

describe('text report of a drill', () => {
  it('is a score table, totals, a reason for what did not pass, and the count last', () => {
    expect(text(sampleDrill())).toMatchInlineSnapshot(`
      "SCENARIO       STATUS         LNK MOD TOP DETECT  RIGHT FALSE RECOV. UNDO
      replica-a-kill ● passed       yes yes yes 620 ms  1.3 s     0  2.1 s  yes
      replica-a-hang ✖ failed        no  no yes 620 ms  never     1   12 s  yes
      store-fill     ✖ not undone   yes yes yes 620 ms  1.3 s     0     no   no
      vendor-lies    ? inconclusive   –   –   –      –      –     –      –    –

      Right link       2 of 3, 66.6 %
      Right mode       2 of 3, 66.6 %
      Among top three  3 of 3, 100.0 %
      Time to detect   median 620 ms, at most 620 ms
      Time to verdict  median 1.3 s, at most 1.3 s
      Slowest          replica-a-kill 1.3 s, store-fill 1.3 s
      No false blame   2 of 3, 66.6 %
      False alarms     0
      Recovery noticed 2 of 3, 66.6 %
      Undone, verified 2 of 3, 66.6 %
      Took             26 s

      ✖ failed replica-a-hang: blamed router (service.errors), expected replica-a
        (service.hung)
      ✖ not undone store-fill: undo of fill-disk could not be verified
      ? inconclusive vendor-lies: the chain was not healthy before the fault

      1 passed, 1 failed, 1 not undone, 1 inconclusive
      "
    `);
  });

  it('counts in a percentage only the runs in which it was asked', () => {
    const healthy = sampleResult('healthy', {
      score: { ...sampleResult('x').score, topLink: null, topMode: null, topThree: null },
    });
    const report = text(sampleDrill([healthy, sampleResult('kill')]));
    expect(report).toContain('Right link       1 of 1, 100.0 %');
    const none = text(sampleDrill([healthy]));
    expect(none).not.toContain('Right link');
    expect(none).toContain('1 passed, 0 failed');
  });

  it('adds up by what was asked: several faults, none of the chain, nobody can tell, nothing broken', () => {
    const of = (id: string, score: Partial<Score>) =>
      sampleResult(id, { score: { ...noScore, ...score } });
    const report = text(
      sampleDrill([
        of('two', { bothNamed: true }),
        of('two-more', { bothNamed: false }),
        of('three', { allNamed: false }),
        of('undeclared', { outside: true }),
        of('equal', { undetermined: false }),
        of('well', { healthy: true }),
      ]),
    );
    expect(report).toContain('Both of two      1 of 2, 50.0 %\n');
    expect(report).toContain('All of three     0 of 1, 0.0 %\n');
    expect(report).toContain('Not in the chain 1 of 1, 100.0 %\n');
    expect(report).toContain('Cannot tell      0 of 1, 0.0 %\n');
    expect(report).toContain('Healthy          1 of 1, 100.0 %\n');
    expect(report).toMatch(/^undeclared +● passed +yes /m);
    expect(report).toMatch(/^equal +● passed +no /m);
  });

  it('says 100 % of all alone', () => {
    const wrong = { ...sampleResult('x').score, topLink: false };
    const many = Array.from({ length: 1_999 }, (_, index) => sampleResult(`s${index}`));
    const report = text(sampleDrill([...many, sampleResult('last', { score: wrong })]));
    expect(report).toContain('Right link       1999 of 2000, 99.9 %');
  });

  it.each([80, 120, 200])('stays within %i columns', (columns) => {
    const long = sampleResult('a-scenario-with-a-very-long-name-that-nobody-would-type');
    const report = sampleDrill([long, hostileResult, ...sampleDrill().results]);
    for (const unicode of [true, false]) {
      const lines = text(report, { terminal: false, color: false, unicode, columns }).split('\n');
      expect(lines.filter((line) => textWidth(line) > columns)).toEqual([]);
    }
  });

  it('shows whole names and what was blamed where there is room', () => {
    const long = sampleResult('a-scenario-with-quite-a-long-name');
    const report = sampleDrill([long]);
    const row = (columns: number) =>
      text(report, { terminal: false, color: false, unicode: true, columns }).split('\n')[1];
    expect(row(80)).not.toContain(long.scenario.id);
    expect(row(130)).toContain(long.scenario.id);
    expect(row(130)).toContain('replica-a service.crashed 97 %');
  });

  it('tells the runs of one scenario apart', () => {
    const again = sampleResult('kill', { repeat: 2 });
    expect(text(sampleDrill([sampleResult('kill'), again]))).toMatch(/^kill #2 /m);
  });

  it('lets no control sequence through, and draws with ASCII alone where it must', () => {
    const terminal = text(sampleDrill([hostileResult]), {
      terminal: true,
      color: false,
      unicode: false,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(terminal.replace(/\u001b\[\d*(;\d+)*m/g, '')).toMatch(/^[ -~\n]*$/);
    expect(terminal).not.toContain('\u001b[31m');
  });
});
