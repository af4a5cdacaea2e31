import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policyJsonSchema } from '../../src/report/policy/schema.ts';

test('the published schema is what stands in the code', () => {
  const published = JSON.parse(readFileSync('schema/policy.schema.json', 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
});
