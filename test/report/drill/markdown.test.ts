import { describe, expect, it } from 'vitest';
import { markdown } from '../../../src/report/drill/markdown.ts';
import { hostileResult, sampleDrill, sampleResult } from './sample.ts';

describe('Markdown summary of a drill', () => {
  it('gives the answer, the reasons, the score', () => {
    expect(markdown(sampleDrill())).toMatchInlineSnapshot(`
      "## Drills need a look: 1 passed, 1 failed, 1 not undone, 1 inconclusive

      4 runs in 26 s, started 2026-11-21 14:02:00Z, weaklink 0.1.0.

      - **failed** \`replica-a-hang\` (What happens in replica-a-hang): blamed router (service.errors), expected replica-a (service.hung)
      - **not undone** \`store-fill\` (What happens in store-fill): undo of fill-disk could not be verified
      - **inconclusive** \`vendor-lies\` (What happens in vendor-lies): the chain was not healthy before the fault

      | score | value |
      | --- | --- |
      | right link | 2 of 3, 66.6 % |
      | right mode | 2 of 3, 66.6 % |
      | among the top three | 3 of 3, 100.0 % |
      | time to detect | median 620 ms, at most 620 ms |
      | time to the right verdict | median 1.3 s, at most 1.3 s |
      | no false blame | 2 of 3, 66.6 % |
      | false alarms | 0 |
      | recovery noticed | 2 of 3, 66.6 % |
      | undone and verified | 2 of 3, 66.6 % |

      | scenario | status | link | mode | top 3 | detected | right verdict | false blame | recovery | undone |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | \`replica-a-kill\` | passed | yes | yes | yes | 620 ms | 1.3 s | 0 | 2.1 s | yes |
      | \`replica-a-hang\` | **failed** | no | no | yes | 620 ms | never | 1 | 12 s | yes |
      | \`store-fill\` | **not undone** | yes | yes | yes | 620 ms | 1.3 s | 0 | no | no |
      | \`vendor-lies\` | **inconclusive** | – | – | – | – | – | – | – | – |
      "
    `);
  });

  it('lets nothing from outside become markup, HTML, a mention or another cell', () => {
    const text = markdown(sampleDrill([hostileResult]));
    expect(text).not.toMatch(/(?<!\\)<(?!!-- -->)|(?<!\\)\[c|@all|(?<!\\)\*\*e/);
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const bars = rows.slice(-3).map((row) => row.match(/(?<!\\)(?:\\\\)*\|/g)?.length);
    expect(bars).toEqual([11, 11, 11]);
  });

  it('has an end, however many runs there were', () => {
    const many = Array.from({ length: 3_000 }, (_, index) =>
      sampleResult(`s${index}`, { status: 'failed', reason: 'x'.repeat(400) }),
    );
    const text = markdown(sampleDrill(many));
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576);
    expect(text).toContain('and 2500 more runs');
    expect(text).toContain('- and 2900 more');
  });
});
