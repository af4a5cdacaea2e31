import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkedPiece, markedRows } from '../../../src/cli/attribution/marked-rows.ts';
import { rowText, rowWidth } from '../../../src/terminal/row.ts';

const plain = (text: string): MarkedPiece => ({ text, mark: null, style: {} });
const marked = (text: string, mark: string): MarkedPiece => ({
  text,
  mark,
  style: { color: 'cyan', underline: true },
});
const shown = (pieces: readonly MarkedPiece[], columns: number) =>
  markedRows(pieces, columns).map((row) => rowText(row).trimEnd());

describe('markedRows', () => {
  it('puts marked pieces into brackets, so that they can be told without colour', () => {
    expect(shown([plain('so '), marked('it goes', 'A1'), plain(', on\nand on')], 40)).toEqual([
      'so [it goes]A1, on',
      'and on',
    ]);
  });

  it('breaks at spaces, and longer words where it must', () => {
    expect(shown([plain('one two '), marked('threefourfive six', 'B2')], 8)).toEqual([
      'one two',
      '[threefo',
      'urfive',
      'six]B2',
    ]);
  });

  it('loses and adds nothing but breaks, and keeps to its columns', () => {
    const piece = fc.record({
      text: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '東', '-'), maxLength: 40 }),
      mark: fc.option(fc.constantFrom('A1', 'C12')),
      style: fc.constant({}),
    });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.integer({ min: 6, max: 30 }),
        (pieces, columns) => {
          const rows = markedRows(pieces, columns);
          for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(columns);
          const letters = (text: string) => text.replace(/\s/g, '');
          const whole = pieces.map(({ text, mark }) => (mark ? `[${text}]${mark}` : text)).join('');
          expect(letters(rows.map(rowText).join(''))).toBe(letters(whole));
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });
});
