import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader } from '../../../src/attribution/tap/fields.ts';

function read(text: string, cuts: readonly number[] = [], maxBytes = 1_000): FieldReader {
  const reader = new FieldReader(['model', 'usage', 'stream'], maxBytes);
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    reader.feed(bytes.subarray(from, end));
    from = end;
  }
  return reader;
}

describe('fields of a document as it comes', () => {
  it('finds what JSON.parse finds, however it is cut', () => {
    const key = fc.oneof(fc.constantFrom('model', 'usage', 'stream', 'messages'), fc.string());
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 8 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.constantFrom(undefined, 1),
        (object, cuts, indent) => {
          const text = JSON.stringify(object, null, indent);
          const { found, isWhole } = read(text, cuts, 100_000);
          const known = JSON.parse(text);
          expect(isWhole).toBe(true);
          for (const name of ['model', 'usage', 'stream']) {
            expect(found.has(name)).toBe(Object.hasOwn(known, name));
            expect(found.get(name)).toEqual(known[name]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a name within another object', '{"x":{"model":"no"},"y":["model"]}'],
    ['a list', '[{"model":"no"}]'],
    ['half a document', '{"model":"no'],
    ['no document', 'model: no'],
    ['a value of more than its share', `{"model":"${'n'.repeat(2_000)}"}`],
    ['escaped quotes', String.raw`{"x":"\\\",\"model\":\"no\"","y":1}`],
  ])('does not find %s', (_, text) => {
    expect(read(text).found.has('model')).toBe(false);
  });

  it('finds a field behind ten megabytes', () => {
    const text = `{"messages":[{"content":"${'a\\"b'.repeat(2_500_000)}"}],"model":"m"}`;
    expect(read(text, [1, 77, 5_000_000]).found.get('model')).toBe('m');
  });
});
