import { inputError } from './input-error.ts';

export interface CsvCell {
  readonly text: string;
  /** Counts from 1. */
  readonly column: number;
}

export interface CsvRow {
  /** Counts from 1. */
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

export interface CsvTable {
  readonly file: string;
  readonly header: CsvRow;
  readonly rows: readonly CsvRow[];
}

/** Columns of one table: a fleet of 1,000 services with 20 metrics each. */
const MAX_COLUMNS = 20_000;

/**
 * Comma-separated values with quotes as RFC 4180 has them; blank lines are skipped.
 *
 * @throws WeaklinkError E_RCA_CSV at the place where a quote stays open, or a row is too long
 */
export function parseCsv(file: string, text: string): CsvTable {
  const rows = [...rowsOf(file, text.startsWith('\uFEFF') ? text.slice(1) : text)];
  const [header, ...rest] = rows;
  if (!header) {
    throw inputError({ code: 'E_RCA_CSV', file, message: 'the file is empty, without a header' });
  }
  for (const row of rest) refuseOverlong(file, row, header.cells.length);
  return { file, header, rows: rest };
}

function refuseOverlong(file: string, row: CsvRow, columns: number): void {
  const extra = row.cells[columns];
  if (!extra || row.cells.slice(columns).every(({ text }) => text.trim() === '')) return;
  throw inputError({
    code: 'E_RCA_CSV',
    file,
    line: row.line,
    column: extra.column,
    message: `the row has ${row.cells.length} cells and the header ${columns}`,
  });
}

function* rowsOf(file: string, text: string): Generator<CsvRow> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const startLine = line;
    let lineStart = at;
    const cells: CsvCell[] = [];
    for (;;) {
      const column = at - lineStart + 1;
      let cell: string;
      if (text[at] === '"') {
        const quoted = quotedCell(text, at);
        if (!quoted) {
          throw inputError({
            code: 'E_RCA_CSV',
            file,
            line,
            column,
            message: 'a quote is opened and never closed',
          });
        }
        cell = quoted.text;
        const breaks = text.slice(at, quoted.end).split('\n').length - 1;
        if (breaks > 0) {
          line += breaks;
          lineStart = text.lastIndexOf('\n', quoted.end - 1) + 1;
        }
        at = quoted.end;
      } else {
        const end = plainEnd(text, at);
        cell = text.slice(at, end);
        at = end;
      }
      cells.push({ text: cell, column });
      if (cells.length > MAX_COLUMNS) {
        const message = `a row has more than ${MAX_COLUMNS} cells`;
        throw inputError({ code: 'E_RCA_CSV', file, line, column, message });
      }
      if (text[at] !== ',') break;
      at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') {
      at += 1;
      line += 1;
    } else if (at < text.length) {
      const message = 'after a closing quote only a comma or the end of the line can stand';
      throw inputError({ code: 'E_RCA_CSV', file, line, column: at - lineStart + 1, message });
    }
    if (cells.length > 1 || cells[0]?.text.trim() !== '') yield { line: startLine, cells };
  }
}

function plainEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === ',' || character === '\n') return at;
    if (character === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) return at;
  }
  return at;
}

function quotedCell(text: string, from: number): { text: string; end: number } | undefined {
  let end = from + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end === -1) return undefined;
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  return { text: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 };
}
