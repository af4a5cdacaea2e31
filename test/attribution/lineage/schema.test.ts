import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { lineageJsonSchema } from '../../../src/attribution/lineage/schema.ts';

const published: unknown = JSON.parse(readFileSync('schema/lineage.schema.json', 'utf8'));
/** What an editor would say of a file: another reader of the schema than the one that wrote it. */
const editor = z.fromJSONSchema(published as z.core.JSONSchema.JSONSchema);
const fits = (file: unknown) => editor.safeParse(file).success;

describe('the published schema of lineage files', () => {
  it('is what `npm run schema` writes today', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(lineageJsonSchema())));
  });

  it('takes the example', () => {
    const example = join('fixtures', 'attribution', 'lineage', 'valid-small.yaml');
    expect(fits(parse(readFileSync(example, 'utf8')))).toBe(true);
  });

  it.each([
    ['an unknown key', { lineage: 'x', datanet: {} }],
    ['a split in floating point', { lineage: 'x', splits: [{ shares: { unattributed: 0.5 } }] }],
    ['a party of no kind', { lineage: 'x', splits: [{ shares: { 'friend:ada': 1_000_000 } }] }],
    ['a hash too short', { lineage: 'x', bases: { a: { files: [{ path: 'w', sha256: 'ab' }] } } }],
  ])('does not take %s', (_, file) => {
    expect(fits(file)).toBe(false);
  });
});
