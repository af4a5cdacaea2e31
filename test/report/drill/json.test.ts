import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drillReporters, ndjsonResult } from '../../../src/report/drill/index.ts';
import {
  drillJsonSchema,
  drillResultSchema,
  drillSchema,
} from '../../../src/report/drill/schema.ts';
import { hostileResult, sampleDrill, wrongResult } from './sample.ts';

describe('JSON of a drill', () => {
  it('is the report as it is, and what its schema says', () => {
    const report = sampleDrill([...sampleDrill().results, hostileResult]);
    const document = JSON.parse(drillReporters.json(report));
    expect(document).toEqual(report);
    expect(drillSchema.parse(document)).toEqual(document);
  });

  it('is refused with a key that nobody knows, a missing score or a status that is none', () => {
    const report = sampleDrill();
    const { score, ...scoreless } = wrongResult;
    for (const wrong of [
      { ...report, more: 1 },
      { ...report, results: [scoreless] },
      { ...report, results: [{ ...wrongResult, status: 'fine' }] },
    ]) {
      expect(drillSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('has the schema that is published', () => {
    const path = join(import.meta.dirname, '../../../schema/drill.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(drillJsonSchema());
  });
});

describe('NDJSON of a drill', () => {
  it('is one result, one line', () => {
    const line = ndjsonResult(hostileResult);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(drillResultSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line));
  });
});
