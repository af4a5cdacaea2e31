import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sampleReport, samples } from './sample.ts';

describe('Markdown report', () => {
  it('is a hand-over note: the answer, the remedy, the links, the commands', () => {
    expect(markdown(sampleReport())).toMatchInlineSnapshot(`
      "## Broken: gpu-1 fell off the bus (XID 79)

      Chain \`acme-prod\`, seen 2026-11-21 14:01:31Z to 2026-11-21 14:02:31Z by weaklink 0.1.0.

      **\`gpu-1\` fell off the bus**, 94 %, since 2026-11-21 14:02:11Z (\`gpu.lost\`)

      **Do:** Drain node-2, then reboot it.

      - for: XID 79 in the kernel log, and the GPU is gone from nvidia-smi
      - against: replica-a answered once since then
      - may hide a fault of \`replica-a\`

      **Next look:** tells gpu-1 from replica-a: asks it for a completion (in about 2 s): \`curl -sS http://replica-a:8000/v1/models\`

      **Cleared:** \`chat.acme.ai\`, \`gateway\`

      **Untested:** \`vendor-x\`

      status page says \`all systems operational\` about \`gateway\`; the looks contradict it since 2026-11-21 14:02:11Z.

      | link | kind | state | why | owner |
      | --- | --- | --- | --- | --- |
      | \`chat.acme.ai\` | dns | cleared | as expected |  |
      | \`gateway\` | gateway | cleared | answers 200 itself | edge team |
      | \`replica-a\` | inference-server | symptom | needs gpu-1 |  |
      | \`gpu-1\` | gpu | culprit | XID 79 | platform |
      | \`vendor-x\` | provider | untested | nothing looked lately |  |

      What failed, and how to repeat it by hand:

      - \`gpu-1/gpu@local\`: GPU 0 is lost
        \`nvidia-smi -q -x\`
      "
    `);
  });

  it('lets nothing from outside become markup, HTML, a mention or another cell', () => {
    const hostile = '<img src=x> [a](b) **c** | d `e` @everyone #1 &amp;' as SafeText;
    const links = samples.verdict.links.map((one) => ({ ...one, why: hostile }));
    const note = markdown(
      sampleReport({ verdict: { ...samples.verdict, headline: hostile, links } }),
    );
    const [title] = note.split('\n');
    expect(title).toBe(
      '## Broken: \\<img src=x\\> \\[a\\](b) \\*\\*c\\*\\* \\| d \\`e\\` @<!-- -->everyone \\#1 &amp;amp;',
    );
    for (const row of note.split('\n').filter((line) => line.startsWith('| '))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
    }
  });

  it('fences a command that itself holds backticks', () => {
    const observations = samples.observations.map((one) => ({
      ...one,
      command: 'echo `id` ``' as SafeText,
    }));
    expect(markdown(sampleReport({ observations }))).toContain('``` echo `id` `` ```');
  });
});
