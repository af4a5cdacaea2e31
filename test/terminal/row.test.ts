import fc from 'fast-check';
import { expect, test } from 'vitest';
import { glyphSets } from '../../src/terminal/glyphs.ts';
import {
  cell,
  fitRow,
  headOf,
  rowText,
  rowWidth,
  run,
  spread,
  truncate,
  wrapText,
} from '../../src/terminal/row.ts';
import { textWidth } from '../../src/text/width.ts';

const glyphs = glyphSets.unicode;

test('a text that fits stays as it is', () => {
  expect(truncate('gateway', 7, glyphs)).toBe('gateway');
});

test('a longer one ends in an ellipsis, so that nobody takes it for the whole', () => {
  expect(truncate('gateway-eu', 7, glyphs)).toBe('gatewa…');
  expect(truncate('gateway-eu', 7, glyphSets.ascii)).toBe('gatewa~');
});

test('a wide character is never cut in half', () => {
  expect(headOf('日本語', 5)).toBe('日本');
  expect(cell('日本語', 4, glyphs)).toBe('日… ');
});

test('a cell is filled up on the side that its text does not stand', () => {
  expect(cell('3 ms', 6, glyphs)).toBe('3 ms  ');
  expect(cell('3 ms', 6, glyphs, 'right')).toBe('  3 ms');
});

test('a row is cut where it must be, and keeps the looks of what is left', () => {
  const row = fitRow([run('BROKEN', 'fail'), run(' gpu-1 fell off')], 10, glyphs);

  expect(row).toEqual([run('BROKEN', 'fail'), run(' gp'), run('…', 'muted')]);
});

test('what stands at the right edge stays there, and wins over the left', () => {
  expect(rowText(spread([run('left')], [run('right')], 12, glyphs))).toBe('left   right');
  expect(rowText(spread([run('a long left')], [run('right')], 12, glyphs))).toBe('a lon… right');
});

test('a sentence breaks between words, a longer word where it must', () => {
  expect(wrapText('drain node-2, then reboot it', 14)).toEqual(['drain node-2,', 'then reboot it']);
  expect(wrapText('curl http://10.0.0.1/a/very/long/path', 12)).toEqual([
    'curl http://',
    '10.0.0.1/a/v',
    'ery/long/pat',
    'h',
  ]);
});

test('a number keeps its unit, and a percentage its sign', () => {
  expect(wrapText('a share of about 50 % of requests', 18)).toEqual([
    'a share of about',
    '50 % of requests',
  ]);
  expect(wrapText('service.slow, > 99 %) after 2.5 times the 826 ms of 3 h ago', 18)).toEqual([
    'service.slow,',
    '> 99 %) after',
    '2.5 times the',
    '826 ms of 3 h ago',
  ]);
  // A number without a unit is a word like any other.
  expect(wrapText('seen in 27 of 40 looks', 10)).toEqual(['seen in 27', 'of 40', 'looks']);
});

test('inside a line every space is kept, so that a command can be read as it is', () => {
  expect(wrapText("printf '%s  %s' a b", 16)).toEqual(["printf '%s  %s'", 'a b']);
});

test('whatever a text holds, cells and rows keep their width', () => {
  const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(anyText, { maxLength: 5 }),
      fc.integer({ min: 1, max: 30 }),
      (texts, n) => {
        expect(
          rowWidth(
            fitRow(
              texts.map((text) => run(text)),
              n,
              glyphs,
            ),
          ),
        ).toBeLessThanOrEqual(n);
        for (const text of texts) expect(textWidth(cell(text, n, glyphs))).toBe(n);
        // No grapheme is wider than this, so that each has a place.
        const columns = n + 8;
        for (const line of wrapText(texts.join(' '), columns)) {
          expect(textWidth(line)).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});
