import { describe, expect, it } from 'vitest';
import { text } from '../../src/report/text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { textWidth } from '../../src/text/width.ts';
import { sampleReport, samples } from './sample.ts';

describe('text report', () => {
  it('says what is broken, what to do and how sure, then the links', () => {
    expect(text(sampleReport())).toMatchInlineSnapshot(`
      "BROKEN    gpu-1 fell off the bus (XID 79)
      Model     chat-70b: 67 % of the looks at it fail
      Culprit   gpu-1, 94 %, since 2026-11-21 14:02:11Z (20 s): fell off the bus
      Do        Drain node-2, then reboot it.
      For       XID 79 in the kernel log, and the GPU is gone from nvidia-smi
      Against   replica-a answered once since then
      May hide  replica-a
      Next      tells gpu-1 from replica-a: asks it for a completion (in about 2 s)
                $ curl -sS http://replica-a:8000/v1/models
      Cleared   chat.acme.ai, gateway
      Untested  vendor-x
      Claim     status page says "all systems operational" about gateway, contradicted
                for 20 s

      LINK                 STATE       SEEN                            LATENCY    AGE
      chat.acme.ai         ● cleared   –                                     –      –
      gateway              ● cleared   200 in 3 ms                        3 ms    4 s
      replica-a            ▲ symptom   –                                     –      –
      gpu-1                ✖ culprit   GPU 0 is lost                     32 ms    4 s
      vendor-x             ? untested  –                                     –      –
      "
    `);
  });

  it('says so when all is well', () => {
    const [first] = text(sampleReport({ verdict: samples.healthy })).split('\n');
    expect(first).toBe('HEALTHY   every link answers as it should');
  });

  it('stays within 80 columns, but for a command, which is there to be copied', () => {
    const long = safe`${'a very long headline of many words '.repeat(5)}`;
    const report = sampleReport({ verdict: { ...samples.verdict, headline: long } });
    const tooWide = text(report)
      .split('\n')
      .filter((line) => textWidth(line) > 80 && !line.includes('$ '));
    expect(tooWide).toEqual([]);
  });

  it('holds no control sequence in a file, and colours on a terminal that wants them', () => {
    const control = '\u001b[';
    expect(text(sampleReport())).not.toContain(control);
    const colourful = text(sampleReport(), { terminal: true, color: true, unicode: true });
    expect(colourful).toContain(`${control}1;31mBROKEN`);
    const mono = text(sampleReport(), { terminal: true, color: false, unicode: true });
    expect(mono).not.toContain(`${control}1;31m`);
  });

  it('draws with ASCII alone where it must', () => {
    const plain = text(sampleReport(), { terminal: false, color: false, unicode: false });
    expect(plain).toMatch(/^[ -~\n]*$/);
    expect(plain).toContain('x culprit');
  });
});
