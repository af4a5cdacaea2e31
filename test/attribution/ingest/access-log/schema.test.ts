import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mappingJsonSchema } from '../../../../src/attribution/ingest/access-log/mapping-schema.ts';

it('is published as it is', () => {
  const published = JSON.parse(readFileSync('schema/log-mapping.schema.json', 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(mappingJsonSchema())));
});
