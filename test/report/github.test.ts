import { describe, expect, it } from 'vitest';
import { github } from '../../src/report/github.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import { sampleReport, samples } from './sample.ts';

const [culprit] = samples.verdict.culprits;

describe('GitHub annotations', () => {
  it('makes an error of the culprit and notices of what is untested or contradicted', () => {
    expect(github(sampleReport()).trimEnd().split('\n')).toEqual([
      '::error title=weaklink%3A gpu-1::fell off the bus (94 %25, since 2026-11-21T14:02:11.000Z)%0ADrain node-2, then reboot it.%0AXID 79 in the kernel log, and the GPU is gone from nvidia-smi',
      '::notice title=weaklink%3A gateway::status page says "all systems operational", which the looks contradict',
      '::notice title=weaklink%3A untested::vendor-x',
    ]);
  });

  it('lets no text start a command of its own', () => {
    if (!culprit) throw new Error('the sample has a culprit');
    const hostile = 'a\n::set-env name=PATH::/tmp\r::stop-commands::x' as SafeText;
    const report = sampleReport({
      verdict: {
        ...samples.verdict,
        culprits: [{ ...culprit, link: 'a,b:c\n::error::d', title: hostile, remedy: hostile }],
      },
    });
    const lines = github(report).trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^::(error|notice) title=[^:,\r]*::[^\r]*$/);
  });

  it('says in one notice that all is well', () => {
    expect(github(sampleReport({ verdict: samples.healthy }))).toBe(
      '::notice title=weaklink%3A healthy::every link answers as it should\n',
    );
  });

  it('warns when it cannot tell', () => {
    const verdict = { ...samples.healthy, status: 'undetermined' } as const;
    expect(github(sampleReport({ verdict }))).toMatch(
      /^::warning title=weaklink%3A undetermined::/,
    );
  });
});
