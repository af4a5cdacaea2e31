import { type SmiField, smiField } from '../smi-field.ts';
import type { SmiFields, SmiLog } from '../smi-log.ts';
import { xmlPathOfCsv } from './csv-paths.ts';

/** Values of one answer: 262 cards with all their fields, or some thousand processes. */
const MAX_VALUES = 65_536;
/** Names in one header; `--query-gpu` with everything has some 250. */
const MAX_COLUMNS = 1_024;

/** A name without spaces inside, with or without its unit. */
const headerCell = /^[a-z][\w.]*(?: \[[^\]]{1,8}\])?$/i;

export interface CsvAnswer {
  /** Names as printed, without their units. */
  readonly columns: readonly string[];
  /** One per line, under the paths that the XML has for the same fields where it has them. */
  readonly rows: readonly SmiFields[];
  /** Lines with more or fewer values than names, or beyond the limit. */
  readonly damaged: number;
}

/** What a `--query-…` with `--format=csv` prints; null where the text is none of it. Never throws. */
export function readCsv(text: string): CsvAnswer | null {
  const [header = '', ...lines] = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
  // Who copies it through a spreadsheet loses the spaces.
  const separator = header.includes(', ') ? ', ' : ',';
  const cells = header.split(separator, MAX_COLUMNS + 1);
  if (cells.length > MAX_COLUMNS || !cells.every((cell) => headerCell.test(cell))) return null;
  // Many a text begins with one word, and many a table of others has names and commas.
  const value = cells.length === 1 ? (lines[0] ?? '') : '';
  if (separator === ',' && !cells.some((cell) => isField(cell, value))) return null;
  const columns = cells.map((cell) => {
    const [, name = cell, unit] = /^(\S+)(?: \[(.+)\])?$/.exec(cell) ?? [];
    return { name, unit, path: xmlPathOfCsv(name) };
  });
  const rows: SmiFields[] = [];
  let damaged = 0;
  const most = Math.floor(MAX_VALUES / columns.length);
  for (const line of lines.slice(0, most)) {
    const values = valuesOf(line, columns, separator);
    if (values === null) damaged += 1;
    else rows.push(rowOf(columns, values));
  }
  const left = Math.max(0, lines.length - most);
  return { columns: columns.map(({ name }) => name), rows, damaged: damaged + left };
}

/** Whether a single word is the name of a field; without a dot it takes a value to tell. */
function isField(name: string, value: string): boolean {
  return name.includes('.') ? xmlPathOfCsv(withoutUnit(name)) !== name : /^GPU-/.test(value);
}

function withoutUnit(name: string): string {
  return name.replace(/ \[.*$/, '');
}

interface Column {
  readonly name: string;
  readonly unit: string | undefined;
  readonly path: string;
}

/** Values are not quoted: of a line with too many, the surplus belongs to the name of a process. */
function valuesOf(
  line: string,
  columns: readonly Column[],
  separator: string,
): readonly string[] | null {
  const values = line.split(separator);
  const surplus = values.length - columns.length;
  if (surplus === 0) return values;
  const free = columns.findIndex(({ name }) => name === 'process_name' || name === 'name');
  if (surplus < 0 || free === -1) return null;
  return values.toSpliced(
    free,
    surplus + 1,
    values.slice(free, free + surplus + 1).join(separator),
  );
}

function rowOf(columns: readonly Column[], values: readonly string[]): SmiFields {
  const fields = new Map<string, SmiField>();
  for (const [index, { name, unit, path }] of columns.entries()) {
    const field = smiField(values[index] ?? '');
    // `nounits` leaves the unit in the header alone.
    const whole = field.number !== undefined && unit !== undefined ? { unit, ...field } : field;
    fields.set(fields.has(path) ? name : path, whole);
  }
  return fields;
}

const isOfRow = (column: string) => column === 'pid' || column === 'retired_pages.cause';

/** An answer with one row per card, in the form of the document. */
export function logOfCsv({ columns, rows, damaged }: CsvAnswer): SmiLog {
  const first = rows[0];
  const beside = ['driver_version', 'cuda_version', 'timestamp'].flatMap((name) => {
    const field = first?.get(name);
    return field === undefined ? [] : [[name, field] as const];
  });
  return {
    // Rows about processes or retired pages name their card, and are none.
    root: columns.some(isOfRow) ? 'nvidia_smi_csv_rows' : 'nvidia_smi_csv',
    version: null,
    fields: new Map(beside),
    gpus: rows,
    truncated: damaged > 0,
    warnings: damaged === 0 ? [] : [`${damaged} lines are damaged or too many`],
  };
}
