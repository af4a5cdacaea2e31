import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diffJsonSchema, snapshotJsonSchema } from '../../src/drift/schema.ts';

test.each([
  ['schema/snapshot.schema.json', snapshotJsonSchema()],
  ['schema/diff.schema.json', diffJsonSchema()],
])('%s is what stands in the code', (path, schema) => {
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
