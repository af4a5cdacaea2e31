import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioJsonSchema } from '../../../src/drill/scenario/schema.ts';
import { wholeCatalogue } from '../../../src/drill/scenario/whole-catalogue.ts';

const published: unknown = JSON.parse(readFileSync('schema/scenario.schema.json', 'utf8'));

/** What an editor would say of a file: another reader of the schema than the one that wrote it. */
const editor = z.fromJSONSchema(published as z.core.JSONSchema.JSONSchema);
const complaintsOf = (file: unknown) => editor.safeParse(file).error?.issues ?? [];
const fits = (file: unknown) => complaintsOf(file).length === 0;

const shipped = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, parse(readFileSync(join('scenarios', name), 'utf8'))] as const)
  .filter(([, file]) => typeof file === 'object' && file !== null && 'title' in file);

describe('the published schema of scenarios', () => {
  it('is what `npm run schema` writes today', () => {
    const today: unknown = JSON.parse(JSON.stringify(scenarioJsonSchema(wholeCatalogue())));
    expect(published).toEqual(today);
  });

  it('takes every scenario that is shipped, and every experiment', () => {
    expect(shipped.length).toBeGreaterThan(0);
    const wrong = shipped.flatMap(([name, file]) =>
      fits(file) ? [] : [[name, complaintsOf(file)]],
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ['an unknown key', { title: 'x', falts: [] }],
    ['no title', { faults: [] }],
    ['an unknown fault', { title: 'x', faults: [{ inject: { sandbox: 'replica-a-kil' } }] }],
    ['an unknown injector', { title: 'x', faults: [{ inject: { tpc: {} } }] }],
    ['an unknown toxic', { title: 'x', faults: [{ inject: { tcp: { proxy: 'a', toxic: 'b' } } }] }],
    ['a time without a unit', { title: 'x', timeout: '5' }],
    ['an unknown verdict', { title: 'x', expect: { verdict: 'sick' } }],
    ['a method that is no list', { title: 'x', method: {} }],
  ])('refuses %s, so that an editor marks it', (_what, file) => {
    expect(fits(file)).toBe(false);
  });
});
