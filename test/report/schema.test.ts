import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/report/json.ts';
import { reportJsonSchema, reportSchema } from '../../src/report/schema.ts';
import { sampleReport, samples } from './sample.ts';

describe('the schema of the JSON report', () => {
  it.each([
    ['a fault', sampleReport()],
    ['health', sampleReport({ verdict: samples.healthy })],
    [
      'a drill',
      sampleReport({
        truth: {
          name: 'x',
          link: 'gpu-1',
          mode: 'gpu.lost',
          injectedAt: '2026-11-21T14:02:11.000Z',
        },
        timeToVerdictMs: 1_200,
        healthyBefore: true,
      }),
    ],
  ])('accepts a report of %s, and loses nothing of it', (_, report) => {
    const document = JSON.parse(json(report));
    expect(reportSchema.parse(document)).toEqual(document);
  });

  it('refuses a report without its verdict, and one with a key that nobody knows', () => {
    const { verdict, ...rest } = sampleReport();
    expect(reportSchema.safeParse(rest).success).toBe(false);
    expect(reportSchema.safeParse({ ...rest, verdict, more: 1 }).success).toBe(false);
  });

  it('is the one that is published', () => {
    const path = join(import.meta.dirname, '../../schema/report.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(reportJsonSchema());
  });
});
