import { type CsvCell, type CsvTable, parseCsv } from './csv.ts';
import { inputError } from './input-error.ts';
import type { SeriesBuilder } from './series-builder.ts';
import { parseTimeMs, smallUnitMsOf } from './time.ts';

const timeNames = /^(time|timestamp|ts|date|datetime|unix_timestamp|unix|epoch|minute.*)$/i;
/** How programs write that there is no value. */
const missing = /^(|nan|null|none|na|n\/a|-|[+-]?inf(inity)?)$/i;

/**
 * `metrics.csv`: wide (`time`, then one column `service|metric` each) or long (`time`, `service`,
 * `metric`, `value`).
 *
 * @throws WeaklinkError E_RCA_CSV, E_RCA_COLUMNS, E_RCA_TIME or E_RCA_VALUE with the place
 */
export function readMetricsCsv(file: string, text: string, builder: SeriesBuilder): void {
  const table = parseCsv(file, text);
  const named = (pattern: RegExp) =>
    table.header.cells.findIndex(({ text: name }) => pattern.test(name.trim()));
  const time = timeColumn(table);
  const [service, metric, value] = [named(/^service$/i), named(/^metric$/i), named(/^value$/i)];
  const smallUnitMs = smallUnitMsOf(table.header.cells[time]?.text ?? '');
  const columns = table.header.cells.map(({ text: name }) => name.trim());
  for (const { line, cells } of table.rows) {
    const timeMs = parseTimeMs(cells[time]?.text ?? '', smallUnitMs);
    if (Number.isNaN(timeMs)) {
      const message = `"${cells[time]?.text ?? ''}" is no time`;
      const hint = 'Write ISO 8601 (2026-11-21T09:30:00Z) or Unix time in seconds or milliseconds.';
      throw inputError({
        code: 'E_RCA_TIME',
        file,
        line,
        column: cells[time]?.column ?? 1,
        message,
        hint,
      });
    }
    builder.time(timeMs);
    if (service >= 0 && metric >= 0 && value >= 0) {
      const column = `${cells[service]?.text.trim() ?? ''}|${cells[metric]?.text.trim() ?? ''}`;
      builder.add(column, timeMs, numberOf(file, line, cells[value]));
    } else {
      for (const [at, name] of columns.entries()) {
        // A column without a bar is about no service: an index, a label, a comment.
        if (at !== time && name.includes('|'))
          builder.add(name, timeMs, numberOf(file, line, cells[at]));
      }
    }
  }
}

function timeColumn(table: CsvTable): number {
  const { cells, line } = table.header;
  const at = cells.findIndex(({ text }) => timeNames.test(text.trim()));
  if (at >= 0) return at;
  if (cells[0] && !cells[0].text.includes('|')) return 0;
  throw inputError({
    code: 'E_RCA_COLUMNS',
    file: table.file,
    line,
    column: 1,
    message: 'there is no column named time',
    hint: 'The header is: time,service|metric,service|metric …',
  });
}

function numberOf(file: string, line: number, cell: CsvCell | undefined): number {
  const text = cell?.text.trim() ?? '';
  if (missing.test(text)) return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw inputError({
    code: 'E_RCA_VALUE',
    file,
    line,
    column: cell?.column ?? 1,
    message: `"${text}" is no number`,
    hint: 'An empty cell or NaN says that nothing was measured.',
  });
}
