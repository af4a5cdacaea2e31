import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { probes } from '../../probes/registry.ts';
import { readChainFile } from '../../src/chain/load.ts';
import { chainJsonSchema } from '../../src/chain/schema.ts';

const published: unknown = JSON.parse(readFileSync('schema/chain.schema.json', 'utf8'));
const folder = join('fixtures', 'config');
const valid = readdirSync(folder).filter((name) => /^valid-.*\.yaml$/.test(name));

/** What an editor would say of a file: another reader of the schema than the one that wrote it. */
const editor = z.fromJSONSchema(published as z.core.JSONSchema.JSONSchema);
const fits = (file: unknown) => editor.safeParse(file).success;

describe('the published schema', () => {
  it('is what `npm run schema` writes today', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(chainJsonSchema(probes))));
  });

  it.each(valid)('takes %s, as the loader with the real probes does', async (name) => {
    expect(fits(parse(readFileSync(join(folder, name), 'utf8')))).toBe(true);
    expect((await readChainFile(join(folder, name), probes)).links.length).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown key', { chain: 'x', links: { a: { kind: 'host' } }, lnks: {} }],
    ['an unknown kind', { chain: 'x', links: { a: { kind: 'hots' } } }],
    ['no links', { chain: 'x', links: {} }],
    ['a bad name', { chain: 'x', links: { 'a b': { kind: 'host' } } }],
    ['a time without a unit', { chain: 'x', links: { a: { kind: 'host', every: '5' } } }],
    ['an unknown probe', { chain: 'x', links: { a: { kind: 'host', probes: ['htp'] } } }],
    [
      'an unknown option',
      { chain: 'x', links: { a: { kind: 'host', probes: [{ kind: 'http', statsu: 1 }] } } },
    ],
    [
      'a literal secret',
      { chain: 'x', links: { a: { kind: 'host', probes: [{ kind: 'openai', key: 'hunter22' }] } } },
    ],
  ])('refuses %s, so that an editor marks it', (_what, file) => {
    expect(fits(file)).toBe(false);
  });

  it('offers every kind of probe with its options', () => {
    const { $defs } = published as {
      $defs: { probe: { anyOf: { enum?: string[]; properties?: { kind: { const: string } } }[] } };
    };
    const [names, ...objects] = $defs.probe.anyOf;
    expect(names?.enum).toEqual(Object.keys(probes));
    expect(objects.map(({ properties }) => properties?.kind.const)).toEqual(Object.keys(probes));
  });
});
