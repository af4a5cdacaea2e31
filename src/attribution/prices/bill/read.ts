import { parse } from 'csv-parse/sync';
import { type Place, WeaklinkError } from '../../../platform/errors.ts';
import { readRegularFile } from '../../../platform/regular-file.ts';
import { sanitise } from '../../../text/sanitise.ts';
import { type FocusRow, focusColumns, focusLine } from './focus.ts';
import { openAiLines, openAiPage } from './openai.ts';
import type { BillLine } from './types.ts';

/** Bytes of one export: some 300,000 rows of FOCUS. */
const maxBytes = 134_217_728;
/** Rows that one export may have. */
const maxRows = 1_000_000;

/**
 * A vendor's export: FOCUS 1.2 as CSV or JSON, or pages of OpenAI's usage and costs as JSON.
 *
 * @throws WeaklinkError E_FILE, E_BILL
 */
export async function readBill(path: string): Promise<readonly BillLine[]> {
  const read = await readRegularFile(path, maxBytes);
  if (read.kind !== 'read') {
    const why =
      read.kind === 'too-large'
        ? `it is larger than ${maxBytes} bytes`
        : read.kind === 'failed'
          ? `it cannot be read (${read.errno})`
          : 'it is not a regular file';
    throw new WeaklinkError({ code: 'E_FILE', message: `${sanitise(path)}: ${why}` });
  }
  return billOf(read.bytes.toString('utf8'), path);
}

/** The text of an export → its lines. @param file its name, for messages */
export function billOf(text: string, file: string): readonly BillLine[] {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  const lines =
    start.startsWith('{') || start.startsWith('[') ? ofJson(start, file) : ofCsv(text, file);
  if (lines.length === 0) throw wrong('it has no charge', { file, line: 1, column: 1 });
  return lines;
}

interface CsvRow {
  readonly record: FocusRow;
  readonly info: { readonly lines: number };
}

function ofCsv(text: string, file: string): readonly BillLine[] {
  let rows: readonly CsvRow[];
  try {
    // With `info` the rows come as pairs; the types of the package do not know.
    rows = parse(text, {
      bom: true,
      columns: true,
      info: true,
      skip_empty_lines: true,
      to: maxRows,
    }) as unknown as readonly CsvRow[];
  } catch (error) {
    const line = Number((error as { lines?: number }).lines ?? 1);
    throw wrong('not CSV', { file, line, column: 1 });
  }
  checkColumns(rows[0]?.record, file);
  return rows.map(({ record, info }) => lineAt(record, { file, line: info.lines, column: 1 }));
}

function ofJson(text: string, file: string): readonly BillLine[] {
  const top = { file, line: 1, column: 1 };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw wrong('not JSON', top);
  }
  const items = Array.isArray(document) ? document : [document];
  return items.slice(0, maxRows).flatMap((item: unknown, index) => {
    const page = openAiPage.safeParse(item);
    if (page.success) {
      const lines = openAiLines(page.data);
      if (typeof lines === 'string') throw wrong(`page ${index + 1}: ${lines}`, top);
      return lines;
    }
    checkColumns(item, file);
    return [lineAt(item as FocusRow, top, `row ${index + 1}: `)];
  });
}

function lineAt(row: FocusRow, place: Place, before = ''): BillLine {
  const line = focusLine(row);
  if (typeof line === 'string') throw wrong(`${before}${line}`, place);
  return line;
}

function checkColumns(row: unknown, file: string): void {
  const has = (column: string) => typeof row === 'object' && row !== null && column in row;
  const missing = focusColumns.filter((column) => !has(column));
  if (missing.length === 0) return;
  throw wrong(`there is no column ${missing.join(', ')}`, { file, line: 1, column: 1 });
}

function wrong(message: string, place: Place): WeaklinkError {
  return new WeaklinkError({
    code: 'E_BILL',
    message: sanitise(message),
    hint: 'Give an export with the columns of FOCUS 1.2, or JSON of OpenAI usage or costs.',
    place: { ...place, file: sanitise(place.file) },
  });
}
