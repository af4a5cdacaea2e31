import { describe, expect, it } from 'vitest';
import type { CulpritChange, Verdict } from '../../src/events/verdict.ts';
import { github } from '../../src/report/github.ts';
import { markdown } from '../../src/report/markdown.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { text } from '../../src/report/text.ts';
import { safe } from '../../src/text/sanitise.ts';
import { sampleReport, samples } from './sample.ts';

/* What was changed before the fault, and what was said of it, in every format. */

const change: CulpritChange = {
  link: 'gpu-1',
  what: 'gpu.driver',
  from: safe`580.95.05`,
  to: safe`590.10.01`,
  at: '2026-11-21T14:01:59.000Z',
  notBefore: '2026-11-21T14:01:54.000Z',
  beforeMs: 12_000,
};
const verdict: Verdict = {
  ...samples.verdict,
  culprits: samples.verdict.culprits.map((culprit) => ({ ...culprit, change })),
  contradictions: [
    {
      link: 'gateway',
      who: safe`status page`,
      words: safe`Major Outage`,
      since: '2026-11-21T13:52:31.000Z',
      forMs: 600_000,
      kind: 'alarms',
      before: { wrong: 2, of: 30 },
    },
    {
      link: 'vendor-x',
      who: safe`status page`,
      words: safe`All Systems Operational`,
      since: '2026-11-21T14:01:31.000Z',
      forMs: 60_000,
      before: { wrong: 3, of: 4 },
    },
  ],
  admissions: [
    {
      link: 'gpu-1',
      who: safe`operator`,
      words: safe`card is gone`,
      at: '2026-11-21T14:16:11.000Z',
      afterMs: 840_000,
    },
  ],
};
const report = sampleReport({ verdict });

describe('a change, a false alarm and a late admission', () => {
  it('stand in the text', () => {
    const plain = text(report).replace(/\n {10}/g, ' ');
    expect(plain).toContain(
      'Changed   gpu.driver of gpu-1, 580.95.05 → 590.10.01, seen 2026-11-21 14:01:59Z, last seen as before 2026-11-21 14:01:54Z',
    );
    expect(plain).toContain(
      'Claim     status page says "Major Outage" about gateway, which has looked fine for 10 m; it was wrong like this in 2 of 30 hours before',
    );
    expect(plain).toContain(
      'about vendor-x, contradicted for 60 s; it denied 3 of 4 faults before',
    );
    expect(plain).toContain(
      'Claim     operator said "card is gone" about gpu-1 14 m after it was seen',
    );
  });

  it('stand in the hand-over note', () => {
    const note = markdown(report);
    expect(note).toContain('- changed: gpu.driver of gpu-1, 580.95.05 → 590.10.01');
    expect(note).toContain('it has looked fine since 2026-11-21 13:52:31Z; it was wrong');
    expect(note).toContain('14 m after it was seen.');
  });

  it('are annotations', () => {
    expect(github(report)).toContain('status page says "Major Outage", and it looks fine');
    expect(github(report)).toContain('operator said "card is gone" about gpu-1 14 m after');
  });

  it('keep the contract of the JSON form', () => {
    expect(reportSchema.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
    expect(report.verdict.culprits[0]?.change).toEqual(change);
  });
});
