import { textWidth } from '../text/width.ts';
import type { Glyphs } from './glyphs.ts';
import type { Slot, Style } from './theme.ts';

/** Text of one look. */
export interface Run {
  readonly text: string;
  readonly style: Slot | Style;
}

/** One line of a screen, from left to right. Screens are lists of these, so they need no terminal. */
export type Row = readonly Run[];

export const emptyRow: Row = [];

export function run(text: string, style: Slot | Style = 'plain'): Run {
  return { text, style };
}

export function rowText(row: Row): string {
  return row.map(({ text }) => text).join('');
}

export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + textWidth(text), 0);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const printableAscii = /^[ -~]*$/;

/** As much of the text as fits into `columns`, never half a character. */
export function headOf(text: string, columns: number): string {
  if (printableAscii.test(text)) return text.slice(0, Math.max(0, columns));
  let head = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += textWidth(segment);
    if (used > columns) break;
    head += segment;
  }
  return head;
}

/** The text, or its head and an ellipsis where it is wider than `columns`. */
export function truncate(text: string, columns: number, glyphs: Glyphs): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  return headOf(text, columns - 1) + glyphs.ellipsis;
}

/** Exactly `columns` wide: cut or filled up. */
export function cell(
  text: string,
  columns: number,
  glyphs: Glyphs,
  align: 'left' | 'right' = 'left',
): string {
  const cut = truncate(text, columns, glyphs);
  const fill = ' '.repeat(Math.max(0, columns - textWidth(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

/** The row, cut at `columns` with an ellipsis. */
export function fitRow(row: Row, columns: number, glyphs: Glyphs): Row {
  if (rowWidth(row) <= columns) return row;
  const fitted: Run[] = [];
  let rest = columns - 1;
  for (const { text, style } of row) {
    const head = headOf(text, rest);
    if (head !== '') fitted.push({ text: head, style });
    rest -= textWidth(head);
    if (head !== text) break;
  }
  return columns > 0 ? [...fitted, run(glyphs.ellipsis, 'muted')] : [];
}

/** `left`, then as much space as puts `right` at the right edge; `right` wins where both do not fit. */
export function spread(left: Row, right: Row, columns: number, glyphs: Glyphs): Row {
  const rightWidth = rowWidth(right);
  const fitted = fitRow(left, Math.max(0, columns - rightWidth - 1), glyphs);
  const gap = Math.max(0, columns - rightWidth - rowWidth(fitted));
  return fitRow([...fitted, run(' '.repeat(gap)), ...right], columns, glyphs);
}

/** A word with the spaces before it; a number and its unit are one: `> 99 %`, `410 ms`, `2.4 times`. */
const words =
  /\s*\(?(?:[<>] )?\d[\d.,]* (?:%|[mµn]?s|[mhd]|[KMG]iB|°C|W|bits?|times)(?![\p{L}\d])\S*|\s*\S+/gu;

/**
 * Breaks at spaces into lines of at most `columns`, and never between a number and its unit; a longer word
 * is broken where it must be.
 */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  // The spaces before a word come with it, so that inside a line every space is kept.
  for (const word of text.match(words) ?? []) {
    const bare = word.trimStart();
    if (line === '') line = bare;
    else if (textWidth(line + word) <= columns || textWidth(bare) > columns) line += word;
    else {
      lines.push(line);
      line = bare;
    }
    while (textWidth(line) > columns) {
      const head = headOf(line, columns);
      if (head === '') break;
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return line === '' ? lines : [...lines, line];
}
