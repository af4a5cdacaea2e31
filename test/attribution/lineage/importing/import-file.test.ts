import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importText } from '../../../../src/attribution/lineage/importing/import-file.ts';
import { mergeInto } from '../../../../src/attribution/lineage/importing/merge.ts';
import { loadLineage } from '../../../../src/attribution/lineage/load.ts';
import { describeError, WeaklinkError } from '../../../../src/platform/errors.ts';

const folder = join(import.meta.dirname, '../../../../fixtures/attribution/lineage/import');
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const take = (name: string) => importText(textOf(name), join(folder, name));
const lineageFrom = async (name: string) =>
  loadLineage(mergeInto(null, 'x', [await take(name)]).text, 'x');

const refused = async (text: string, file = 'bom.json') => {
  const error = await importText(text, file).catch((one: unknown) => one);
  return error instanceof WeaklinkError ? describeError(error) : String(error);
};

describe('importing', () => {
  it('a card of an adapter', async () => {
    const { format, notTaken } = await take('support-lora/README.md');
    expect(format).toBe('Hugging Face model card');
    expect(notTaken).toEqual(['license_link', 'library_name', 'language', 'tags', 'pipeline_tag']);
    const { adapters, bases, datanets } = await lineageFrom('support-lora/README.md');
    expect(adapters.get('support-lora')).toMatchObject({
      base: 'meta-llama/Llama-3.1-8B',
      licence: 'llama3.1',
    });
    expect(bases.get('meta-llama/Llama-3.1-8B')?.source).toBe('hf:meta-llama/Llama-3.1-8B');
    expect([...datanets.keys()]).toEqual(['acme/support-tickets', 'acme/handbook']);
  });

  it('cards of merged, fine-tuned and quantized models', async () => {
    const card = '---\nbase_model: [a/one, b/two]\nbase_model_relation: merge\n---\n';
    const { sections } = await importText(card, '/models/models--acme--both/snapshots/0/README.md');
    expect(sections.get('bases')?.get('acme/both')).toEqual({
      source: 'hf:acme/both',
      from: ['a/one', 'b/two'],
      relation: 'merge',
    });
    const odd = await importText(
      '---\nbase_model: a/one\nbase_model_relation: hugged\n---\n',
      'm/README.md',
    );
    expect(odd.warnings).toEqual(['base_model_relation hugged is not known']);
  });

  it('a card of data', async () => {
    const { datanets } = await lineageFrom('tickets/README.md');
    expect(datanets.get('Support-tickets')).toMatchObject({
      names: ['Support tickets'],
      licence: 'cc-by-nc-4.0',
      from: ['acme/mail-archive'],
    });
  });

  it('adapter_config.json', async () => {
    const { adapters } = await lineageFrom('support-lora/adapter_config.json');
    expect(adapters.get('support-lora')?.base).toBe('meta-llama/Llama-3.1-8B');
  });

  it('a CycloneDX ML-BOM, valid by its schema', async () => {
    const { format, warnings } = await take('bom.cdx.json');
    expect([format, warnings]).toEqual(['CycloneDX 1.6', []]);
    const { bases, datanets, parties } = await lineageFrom('bom.cdx.json');
    expect(bases.get('acme/support-8b')).toMatchObject({
      version: '2.1.0',
      licence: 'llama3.1',
      source: 'hf:acme/support-8b',
      revision: '0e9e39f249a16976918f6564b8830bc894c89659',
      from: ['meta-llama/Llama-3.1-8B'],
      files: [{ path: 'model-00001-of-00002.safetensors' }],
    });
    expect([...(bases.get('acme/support-8b')?.datanets.keys() ?? [])]).toEqual([
      'support-tickets',
      'handbook',
    ]);
    expect([...(datanets.get('support-tickets')?.contributors.keys() ?? [])]).toEqual([
      'Ada-Byron',
      'Ben-Ono',
    ]);
    expect(parties.contributor.get('Ben-Ono')).toBe('Ben Ōno');
  });

  it('says what is wrong with a CycloneDX document, and takes the rest', async () => {
    const bom = JSON.parse(textOf('bom.cdx.json'));
    bom.components[1].type = 'dataa';
    const { warnings, sections } = await importText(JSON.stringify(bom), 'bom.json');
    expect(warnings[0]).toMatch(
      /^against its schema: \/components\/1\/type must be equal to one of/,
    );
    expect(warnings).toContain('datasets name tickets, which is no data of this document');
    expect(sections.get('bases')?.has('acme/support-8b')).toBe(true);
  });

  it('SPDX 3', async () => {
    const { bases, datanets } = await lineageFrom('bom.spdx3.json');
    expect(bases.get('warehouse-detect')).toMatchObject({
      licence: 'AGPL-3.0-only',
      from: ['YOLOv8m'],
      files: [{ path: 'model.bin' }],
    });
    expect(datanets.get('warehouse-images')).toMatchObject({ licence: 'CC-BY-4.0' });
  });

  it('Croissant', async () => {
    const { datanets } = await lineageFrom('croissant.json');
    expect(datanets.get('clinical-notes')).toMatchObject({
      licence: 'CC-BY-NC-SA-4.0',
      version: '1.2.0',
      from: ['data.acme.example/ward-records'],
    });
    expect(datanets.get('clinical-notes')?.contributors.size).toBe(2);
  });

  it('refuses other files with a reason and what to do', async () => {
    const hint =
      '\n  Give a model card (README.md), adapter_config.json, CycloneDX, SPDX 3 or Croissant in JSON.';
    expect(await refused('# Only a title\n', 'README.md')).toBe(
      `README.md: it has no front matter and is no JSON [E_FORMAT]${hint}`,
    );
    expect(await refused('{"a": 1}')).toBe(
      `bom.json: it is JSON of none of these kinds [E_FORMAT]${hint}`,
    );
    expect(await refused('{\n  "a": tru\n}')).toMatch(
      /^bom\.json:2:11: not valid JSON \[E_JSON\]\n {2}Look at this place/,
    );
    expect(await refused(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)).toContain(
      'nested deeper than 64 levels [E_LIMIT]',
    );
  });

  it('reaches nothing that objects inherit', async () => {
    const text =
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"constructor"},{"type":"data","name":"__proto__"}]}';
    const { sections } = await importText(text, 'bom.json');
    expect([...(sections.get('bases')?.keys() ?? [])]).toEqual(['constructor-']);
    expect([...(sections.get('datanets')?.keys() ?? [])]).toEqual(['proto__']);
  });

  it.each(['bom.cdx.json', 'bom.spdx3.json', 'croissant.json'])(
    'a damaged %s ends in a sound lineage or a reason',
    // The schema of CycloneDX takes a second to compile each time.
    async (name) => {
      const whole: unknown = JSON.parse(textOf(name));
      const paths = [...pathsOf(whole)];
      const damage = fc.record({
        at: fc.constantFrom(...paths),
        value: fc.oneof(
          fc.jsonValue(),
          fc.constantFrom('__proto__', '\u001b[2J', 'x'.repeat(5_000)),
        ),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
          const copy = structuredClone(whole);
          for (const { at, value } of damages) setAt(copy, at, value);
          try {
            const merged = mergeInto(null, 'x', [
              await importText(JSON.stringify(copy), 'bom.json'),
            ]);
            loadLineage(merged.text, 'x');
            expect(merged.text).not.toContain('\u001b');
          } catch (error) {
            if (!(error instanceof WeaklinkError)) throw error;
          }
        }),
        { numRuns: name === 'bom.cdx.json' ? 5 : 60 },
      );
    },
    120_000,
  );
});

function* pathsOf(value: unknown, base: readonly string[] = []): Generator<readonly string[]> {
  if (base.length > 0) yield base;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...base, key]);
}

function setAt(data: unknown, path: readonly string[], value: unknown): void {
  let object = data;
  for (const step of path.slice(0, -1)) {
    if (typeof object !== 'object' || object === null || !Object.hasOwn(object, step)) return;
    object = (object as Record<string, unknown>)[step];
  }
  if (typeof object !== 'object' || object === null) return;
  (object as Record<string, unknown>)[path.at(-1) ?? ''] = value;
}
