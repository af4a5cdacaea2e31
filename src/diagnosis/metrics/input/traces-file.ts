import type { TraceRow } from './case.ts';
import { type CsvCell, parseCsv } from './csv.ts';
import { inputError } from './input-error.ts';
import { parseTimeMs, smallUnitMsOf } from './time.ts';

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000 };

/**
 * `traces.csv`: `minute` or `time`, `caller`, `callee`, `operation`, `count`, `duration_p50`,
 * `duration_p90`, `self_p50`, `self_p90`, optional `errors`; further columns are left alone. The unit
 * is the end of the header (`duration_p50_us`), milliseconds without one. `caller` and `callee` are
 * the same for a span within a service. `minute` counts from the alert.
 *
 * @param atMs what minute 0 means
 * @throws WeaklinkError E_RCA_CSV, E_RCA_COLUMNS, E_RCA_TIME
 */
export function readTraces(file: string, text: string, atMs: number): TraceRow[] {
  const { header, rows } = parseCsv(file, text);
  const names = header.cells.map(({ text: name }) => name.trim().toLowerCase());
  const find = (pattern: RegExp) => names.findIndex((name) => pattern.test(name));
  const at = {
    time: find(/^(time|timestamp|ts|minute.*)$/),
    caller: find(/^(caller|parent|source|from)/),
    callee: find(/^(callee|svc|service|target|to|destination)/),
    operation: find(/^(operation|op|span|name)/),
    count: find(/^(count|n|calls|spans)$/),
    errors: find(/^err/),
    durationP50: find(/^dur(ation)?_?(p?50|median)/),
    durationP90: find(/^dur(ation)?_?p?90/),
    selfP50: find(/^self(_time)?_?(p?50|median)/),
    selfP90: find(/^self(_time)?_?p?90/),
  };
  for (const name of ['time', 'caller', 'callee'] as const) {
    if (at[name] >= 0) continue;
    const message = `there is no column ${name}`;
    const hint =
      'The header is: time,caller,callee,operation,count,duration_p50,duration_p90,self_p50,self_p90';
    throw inputError({ code: 'E_RCA_COLUMNS', file, message, hint });
  }
  const factor = (column: number) =>
    unitMs[/_(ns|us|µs|ms|s)$/.exec(names[column] ?? '')?.[1] ?? 'ms'] ?? 1;
  const smallUnitMs = smallUnitMsOf(names[at.time] ?? '');
  return rows.map(({ line, cells }) => {
    const text = (column: number) => cells[column]?.text.trim() ?? '';
    const number = (column: number) => numberOf(cells[column]) * factor(column);
    const timeMs = parseTimeMs(text(at.time), smallUnitMs);
    if (Number.isNaN(timeMs)) {
      const message = `"${text(at.time)}" is no time`;
      throw inputError({
        code: 'E_RCA_TIME',
        file,
        line,
        column: cells[at.time]?.column ?? 1,
        message,
      });
    }
    return {
      // Smaller than any Unix time: counted from the alert.
      timeMs: Math.abs(timeMs) < 1e11 ? atMs + timeMs : timeMs,
      caller: text(at.caller),
      callee: text(at.callee),
      operation: at.operation === -1 ? '' : text(at.operation),
      count: at.count === -1 ? 1 : numberOf(cells[at.count]) || 0,
      errors: at.errors === -1 ? Number.NaN : numberOf(cells[at.errors]),
      durationP50Ms: number(at.durationP50),
      durationP90Ms: number(at.durationP90),
      selfP50Ms: number(at.selfP50),
      selfP90Ms: number(at.selfP90),
    };
  });
}

function numberOf(cell: CsvCell | undefined): number {
  const text = cell?.text.trim() ?? '';
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
