import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../src/platform/limits.ts';
import { LineCursor, type PlacedLine } from '../../src/replay/line-cursor.ts';
import { place } from './recordings.ts';

async function linesOf(path: string, offset = 0): Promise<readonly PlacedLine[]> {
  const file = await open(path);
  const cursor = new LineCursor(file, offset);
  const lines: PlacedLine[] = [];
  do {
    for (let line = cursor.next(); line; line = cursor.next()) lines.push(line);
  } while (await cursor.more());
  const tail = cursor.tail();
  await file.close();
  return tail ? [...lines, tail] : lines;
}

test('gives every line with its place, whatever the lengths', async () => {
  const path = place('lines.txt');
  const length = fc.oneof(fc.nat(50), fc.constantFrom(262_143, 262_144, 300_000, 600_000));
  await fc.assert(
    fc.asyncProperty(fc.array(length, { maxLength: 8 }), fc.boolean(), async (lengths, ended) => {
      const texts = lengths.map((size, index) => `${index}é`.padEnd(size, 'x'));
      const whole = texts.join('\n') + (ended && texts.length > 0 ? '\n' : '');
      writeFileSync(path, whole);
      const lines = await linesOf(path);
      const wanted = ended || texts.at(-1) !== '' ? texts : texts.slice(0, -1);
      expect(lines.map(({ text }) => text)).toEqual(wanted);
      for (const { offset, text } of lines) {
        const [first] = await linesOf(path, offset);
        expect(first?.text).toBe(text);
      }
    }),
    { numRuns: 40, seed: 5 },
  );
});

test('reads past a line that is longer than allowed', async () => {
  const path = place('long.txt');
  const long = 'x'.repeat(limits.recordingLineBytes + 1_000_000);
  writeFileSync(path, `before\n${long}\nafter\n`);
  const lines = await linesOf(path);
  expect(lines.map(({ text }) => text)).toEqual(['before', null, 'after']);
  expect(lines[2]?.offset).toBe('before\n'.length + long.length + 1);
});

test('tells bytes that are ASCII from others', async () => {
  const path = place('ascii.txt');
  writeFileSync(path, 'plain\n41 °C\n');
  expect((await linesOf(path)).map(({ ascii }) => ascii)).toEqual([true, false]);
});
