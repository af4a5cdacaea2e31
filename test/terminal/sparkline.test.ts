import { expect, test } from 'vitest';
import { glyphSets } from '../../src/terminal/glyphs.ts';
import { sparkline } from '../../src/terminal/sparkline.ts';

const { unicode, ascii } = glyphSets;

test('a steady series is a level line at half height', () => {
  expect(sparkline([3, 3, 3, 3], 4, unicode)).toBe('▅▅▅▅');
});

test('what stands out stands out', () => {
  expect(sparkline([1, 1, 1, 8], 4, unicode)).toBe('▂▂▂█');
});

test('a gap is a gap, never a low value', () => {
  expect(sparkline([4, null, 4], 3, unicode)).toBe('▅ ▅');
});

test('the newest values stand at the right, and only as many as fit', () => {
  expect(sparkline([9, 9, 1, 1], 2, unicode)).toBe('▅▅');
  expect(sparkline([1], 4, unicode)).toBe('   ▅');
});

test('nothing measured is blank; all zero is the lowest line', () => {
  expect(sparkline([], 3, unicode)).toBe('   ');
  expect(sparkline([0, 0], 2, unicode)).toBe('▁▁');
});

test('no columns, no line', () => {
  expect(sparkline([1, 2], 0, unicode)).toBe('');
});

test('ASCII heights', () => {
  expect(sparkline([1, 1, 1, 8], 4, ascii)).toBe('...%');
});
