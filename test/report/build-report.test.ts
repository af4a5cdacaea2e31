import { describe, expect, it } from 'vitest';
import { sampleObservation, sampleReport, samples } from './sample.ts';

describe('buildReport', () => {
  it('lists every link in the order of the chain file, with owner, state and symptoms', () => {
    const report = sampleReport();
    expect(report.links.map(({ link }) => link)).toEqual(samples.chain.links.map(({ id }) => id));
    expect(report.links[3]).toEqual({
      link: 'gpu-1',
      kind: 'gpu',
      owner: 'platform',
      state: 'culprit',
      probability: 0.96,
      why: 'XID 79',
      symptoms: ['gpu.lost', 'gpu.xid'],
    });
  });

  it('calls a link that the verdict does not speak of untested', () => {
    const report = sampleReport({ verdict: { ...samples.verdict, links: [] } });
    expect(report.links.map(({ state }) => state)).toEqual(Array(5).fill('untested'));
  });

  it('is the same text whatever the order in which the observations come', () => {
    const forward = sampleReport({ observations: samples.observations });
    const backward = sampleReport({ observations: [...samples.observations].reverse() });
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward));
  });

  it('names a symptom once, whichever looks saw it', () => {
    const report = sampleReport({
      observations: [sampleObservation(), sampleObservation({ stream: 'gpu-1/gpu@ssh' })],
    });
    expect(report.links[3]?.symptoms).toEqual(['gpu.lost', 'gpu.xid']);
  });

  it('speaks of truth only where there was a drill', () => {
    expect(Object.keys(sampleReport())).not.toContain('truth');
    const truth = {
      name: 'gpu',
      link: 'gpu-1',
      mode: 'gpu.lost',
      injectedAt: '2026-11-21T14:02:00Z',
    };
    const report = sampleReport({ truth, timeToVerdictMs: null, healthyBefore: true });
    expect(report).toMatchObject({ truth, timeToVerdictMs: null, healthyBefore: true });
  });
});
