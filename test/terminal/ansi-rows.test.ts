import { expect, test } from 'vitest';
import { ansiToRows } from '../../src/terminal/ansi-rows.ts';

test('colours and weight become looks, line by line', () => {
  expect(ansiToRows('\u001b[36m⡇\u001b[m 3\n\u001b[1;31mx\u001b[0m')).toEqual([
    [
      { text: '⡇', style: { color: 'cyan' } },
      { text: ' 3', style: {} },
    ],
    [{ text: 'x', style: { bold: true, color: 'red' } }],
  ]);
});

test('a look goes on over the end of a line, as on a terminal', () => {
  expect(ansiToRows('\u001b[33ma\nb')[1]).toEqual([{ text: 'b', style: { color: 'yellow' } }]);
});

test('numbers of 256 colours are not taken for codes of their own', () => {
  expect(ansiToRows('\u001b[38;5;7mx\u001b[38;2;1;2;7my')).toEqual([
    [
      { text: 'x', style: {} },
      { text: 'y', style: {} },
    ],
  ]);
});

test.each([
  ['a link', '\u001b]8;;http://evil\u0007click\u001b]8;;\u001b\\', 'click'],
  ['a window title', '\u001b]0;evil\u0007text', 'text'],
  ['cursor moves', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
  ['concealed text, which then shows', '\u001b[8mhidden', 'hidden'],
  ['a device control string', '\u001bPq...\u001b\\x', 'x'],
  ['single control characters', 'a\u0007\u0008b\rc\u009bd', 'abcd'],
  ['a sequence that breaks off', 'a\u001b[', 'a'],
])('everything else is dropped: %s', (_name, text, left) => {
  const rows = ansiToRows(text);

  expect(rows.map((row) => row.map((run) => run.text).join(''))).toEqual([left]);
  expect(rows.flat().every(({ style }) => typeof style === 'object' && !('dim' in style))).toBe(
    true,
  );
});
