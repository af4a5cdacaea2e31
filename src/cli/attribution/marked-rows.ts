import { headOf, type Row, type Run, run } from '../../terminal/row.ts';
import type { Style } from '../../terminal/theme.ts';
import { textWidth } from '../../text/width.ts';

/** A piece of text, what stands behind it where something does, and how it looks. */
export interface MarkedPiece {
  readonly text: string;
  /** `A1`; null for a piece that is not marked. */
  readonly mark: string | null;
  readonly style: Style;
}

/**
 * Text broken at spaces into rows, its marked pieces in brackets with their mark behind them, so that they
 * can be told without colour: `so [it goes]A1 on`.
 */
export function markedRows(pieces: readonly MarkedPiece[], columns: number): readonly Row[] {
  const rows: Row[] = [];
  let row: Run[] = [];
  let used = 0;
  const endRow = () => {
    rows.push(row);
    row = [];
    used = 0;
  };
  for (const word of wordsOf(pieces)) {
    if (word === 'line end') {
      endRow();
      continue;
    }
    const width = word.reduce((sum, { text }) => sum + textWidth(text), 0);
    const isBlank = word.every(({ text }) => text.trim() === '');
    if (used + width > columns && used > 0) {
      endRow();
      if (isBlank) continue;
    }
    for (const one of word) {
      for (let rest = one.text; rest !== ''; ) {
        const head = headOf(rest, columns - used) || headOf(rest, columns);
        if (textWidth(head) > columns - used) endRow();
        row.push({ ...one, text: head });
        used += textWidth(head);
        rest = rest.slice(head.length);
        if (rest !== '') endRow();
      }
    }
  }
  if (row.length > 0) endRow();
  return rows;
}

/** Stretches without a space, and the spaces between them, each with the looks that it is made of. */
function* wordsOf(pieces: readonly MarkedPiece[]): Generator<readonly Run[] | 'line end'> {
  let word: Run[] = [];
  for (const { text, style } of runsOf(pieces)) {
    for (const part of text.match(/\n| +|[^\n ]+/g) ?? []) {
      const isWord = part !== '\n' && !part.startsWith(' ');
      if (isWord) {
        word.push(run(part, style));
        continue;
      }
      if (word.length > 0) yield word;
      word = [];
      yield part === '\n' ? 'line end' : [run(part, style)];
    }
  }
  if (word.length > 0) yield word;
}

function* runsOf(pieces: readonly MarkedPiece[]): Generator<{ text: string; style: Style }> {
  for (const { text, mark, style } of pieces) {
    const { underline: _, ...bare } = style;
    if (mark !== null) yield { text: '[', style: bare };
    yield { text, style };
    if (mark !== null) yield { text: `]${mark}`, style: bare };
  }
}
