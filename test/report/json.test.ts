import { describe, expect, it } from 'vitest';
import { json } from '../../src/report/json.ts';
import { sampleReport } from './sample.ts';

describe('JSON report', () => {
  it('is one document with the keys of the contract in their order', () => {
    const report = JSON.parse(json(sampleReport()));
    expect(Object.keys(report)).toEqual([
      'schema',
      'version',
      'startedAt',
      'endedAt',
      'chain',
      'verdict',
      'links',
      'observations',
    ]);
    expect(report.verdict.status).toBe('fault');
    expect(report.verdict.culprits[0]).toMatchObject({
      link: 'gpu-1',
      mode: 'gpu.lost',
      probability: 0.94,
      since: '2026-11-21T14:02:11.000Z',
    });
    expect(report.verdict.cleared).toEqual(['chat.acme.ai', 'gateway']);
    expect(report.verdict.untested).toEqual(['vendor-x']);
  });

  it('ends with a line end', () => {
    expect(json(sampleReport()).endsWith('}\n')).toBe(true);
  });
});
