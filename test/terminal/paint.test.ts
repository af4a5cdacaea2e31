import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paintRow, plainRow } from '../../src/terminal/paint.ts';
import { run } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/text/width.ts';

const color = { color: true, unicode: true };

test('a look is a pair of sequences around its text', () => {
  expect(paintRow([run('BROKEN', 'fail'), run(' gpu-1')], color)).toBe(
    '\u001b[1;31mBROKEN\u001b[0m gpu-1',
  );
});

test('neighbours of one look share their sequences', () => {
  expect(paintRow([run('a', 'muted'), run('b', 'stale'), run('c')], color)).toBe(
    '\u001b[2mab\u001b[0mc',
  );
});

test('without colour, weight and inverse remain: emphasis is not colour', () => {
  const row = [run('x', 'fail'), run('y', 'ok'), run('z', 'selected')];

  expect(paintRow(row, { color: false, unicode: true })).toBe(
    '\u001b[1mx\u001b[0my\u001b[7mz\u001b[0m',
  );
});

test.each([
  ['a colour of its own', '\u001b[31mred'],
  ['a link', '\u001b]8;;http://evil\u0007click\u001b]8;;\u0007'],
  ['concealed text', '\u001b[8mhidden\u001b[0m'],
  ['a single-byte CSI', '\u009b2J'],
  ['a new line', 'one\ntwo'],
  ['a tab', 'one\ttwo'],
  ['a carriage return', 'true\rfake'],
  ['reversed text', 'abc\u202edcba'],
])('text that got past the sanitiser cannot steer the terminal: %s', (_name, text) => {
  const painted = paintRow([run(text)], color);

  expect(painted).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(plainRow([run(text)], color)).toBe(painted);
});

test('in ASCII every sign becomes one that says the same, in as many cells', () => {
  const row = [run('61 °C → “hot” – 日本…')];

  expect(plainRow(row, { unicode: false })).toBe(`61 'C > "hot" - ????~`);
});

test('whatever the text, ASCII is ASCII and keeps the width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const safe = text.replace(/[\p{Cc}\p{Cf}\p{Cn}\p{Cs}\p{M}\p{Z}]/gu, '');
      const painted = paintRow([run(safe)], { color: false, unicode: false });
      expect(painted).toMatch(/^[ -~]*$/);
      expect(painted.length).toBe(textWidth(safe));
    }),
  );
});
