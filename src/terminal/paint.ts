import { textWidth } from '../text/width.ts';
import type { Row, Run } from './row.ts';
import { colors, type Style, theme } from './theme.ts';

export interface PaintOptions {
  readonly color: boolean;
  readonly unicode: boolean;
}

const ESC = '\u001b[';
/** SGR numbers: ECMA-48, 8.3.117. */
const foregroundBase = 30;
const sgr = { bold: 1, dim: 2, underline: 4, inverse: 7 } as const;
const reset = `${ESC}0m`;

/**
 * A row as text for a terminal. The only control sequences in it are the ones written here:
 * whatever the runs hold, they cannot steer the terminal.
 */
export function paintRow(row: Row, options: PaintOptions): string {
  let line = '';
  for (const { text, style } of withoutBlankEnd(joinEqual(row, options))) {
    const codes = codesOf(style, options.color);
    line += codes === '' ? text : `${ESC}${codes}m${text}${reset}`;
  }
  return line;
}

/** A row as text with no control sequence at all. */
export function plainRow(row: Row, options: Pick<PaintOptions, 'unicode'>): string {
  return row
    .map(({ text }) => harmless(text, options.unicode))
    .join('')
    .trimEnd();
}

interface PaintedRun {
  text: string;
  readonly style: Style;
}

/** Neighbours of one look become one run, so that the line carries fewer escape bytes. */
function joinEqual(row: Row, options: PaintOptions): readonly PaintedRun[] {
  const joined: PaintedRun[] = [];
  for (const { text, style } of row) {
    const resolved = resolveStyle(style);
    const last = joined.at(-1);
    const visible = harmless(text, options.unicode);
    if (last && codesOf(last.style, true) === codesOf(resolved, true)) last.text += visible;
    else joined.push({ text: visible, style: resolved });
  }
  return joined;
}

/** Blanks at the end of a line show nothing and cost bytes; inverse ones do show. */
function withoutBlankEnd(runs: readonly PaintedRun[]): readonly PaintedRun[] {
  const kept = [...runs];
  for (let last = kept.pop(); last; last = kept.pop()) {
    const text = last.style.inverse || last.style.underline ? last.text : last.text.trimEnd();
    if (text !== '') return [...kept, { ...last, text }];
  }
  return kept;
}

function resolveStyle(style: Run['style']): Style {
  return typeof style === 'string' ? theme[style] : style;
}

function codesOf(style: Style, color: boolean): string {
  const codes: number[] = [];
  if (style.bold) codes.push(sgr.bold);
  if (style.dim) codes.push(sgr.dim);
  if (style.underline) codes.push(sgr.underline);
  if (style.inverse) codes.push(sgr.inverse);
  if (color && style.color) codes.push(foregroundBase + colors.indexOf(style.color));
  return codes.join(';');
}

const printableAscii = /^[ -~]*$/;
/** The sanitiser has dealt with these before; here is the last door, and it is shut as well. */
const steering = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
/** Signs that texts of ours and of others often hold, and one ASCII cell that says the same. */
const asciiFor: Readonly<Record<string, string>> = {
  '…': '~',
  '–': '-',
  '—': '-',
  '→': '>',
  '←': '<',
  '·': '.',
  '•': '*',
  '‹': '<',
  '›': '>',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '≥': '>',
  '≤': '<',
  '×': 'x',
  '÷': '/',
  µ: 'u',
  '°': "'",
};

function harmless(text: string, unicode: boolean): string {
  if (printableAscii.test(text)) return text;
  const still = text.replace(steering, '?');
  return unicode ? still : toAscii(still);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Same number of cells, ASCII alone. */
function toAscii(text: string): string {
  let ascii = '';
  for (const { segment } of segmenter.segment(text)) {
    ascii += printableAscii.test(segment)
      ? segment
      : (asciiFor[segment] ?? '?'.repeat(textWidth(segment)));
  }
  return ascii;
}
