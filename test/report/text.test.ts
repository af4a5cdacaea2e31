import { describe, expect, it } from 'vitest';
import { text } from '../../src/report/text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { textWidth } from '../../src/text/width.ts';
import { sampleReport, samples } from './sample.ts';

describe('text report', () => {
  it('says what is broken, what to do and how sure, then the links', () => {
    expect(text(sampleReport())).toMatchInlineSnapshot();
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
