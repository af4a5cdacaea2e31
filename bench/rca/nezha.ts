import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../../src/diagnosis/metrics/input/csv.ts';
import { csvLine, type NeutralCase } from './neutral.ts';

/** What the front door measures is the alert. */
const ALERT = { service: 'ENTRY', metric: 'LatencyP90(s)' };

export function nezhaCases(root: string): NeutralCase[] {
  return readdirSync(join(root, 'open')).map((id) => {
    const directory = join(root, 'open', id);
    const label = JSON.parse(readFileSync(join(directory, 'label.json'), 'utf8'));
    const [system = '', year = '', month = '', day = ''] = id.split('-');
    const atMs = Date.parse(`${label.inject_time_utc.replace(' ', 'T')}Z`);
    return {
      id,
      group: system,
      faultType: label.fault_type,
      rootCause: label.root_cause_service,
      files: {
        'metrics.csv': metricsCsv(join(directory, 'metrics.csv'), Math.floor(atMs / 60_000) * 60),
        'edges.csv': readFileSync(join(root, 'shared', system, 'edges.csv'), 'utf8').replace(
          'Source,Target',
          'caller,callee',
        ),
        'traces.csv': tracesCsv([
          join(root, 'shared', system, `normal_traces_agg_${year}-${month}-${day}.csv`),
          join(directory, 'traces_agg.csv'),
        ]),
        'case.json': JSON.stringify({ alert: ALERT, at: new Date(atMs).toISOString() }),
      },
    };
  });
}

function metricsCsv(file: string, zeroS: number): string {
  const { header, rows } = parseCsv(file, readFileSync(file, 'utf8'));
  return [
    csvLine(['time', ...header.cells.slice(1).map(({ text }) => text)]),
    ...rows.map(({ cells: [minute, ...cells] }) =>
      csvLine([zeroS + Number(minute?.text) * 60, ...cells.map(({ text }) => text)]),
    ),
    '',
  ].join('\n');
}

const columns = [
  'minute',
  'parent',
  'svc',
  'OperationName',
  'count',
  'dur_p50',
  'dur_p90',
  'dur_max',
  'self_p50',
  'self_p90',
];
const header =
  'minute,caller,callee,operation,count,duration_p50_us,duration_p90_us,duration_max_us,self_p50_us,self_p90_us';

function tracesCsv(files: readonly string[]): string {
  const lines = files.filter(existsSync).flatMap((file) => {
    const table = parseCsv(file, readFileSync(file, 'utf8'));
    const at = columns.map((name) => table.header.cells.findIndex(({ text }) => text === name));
    return table.rows.map(({ cells }) => csvLine(at.map((column) => cells[column]?.text ?? '')));
  });
  return [header, ...lines, ''].join('\n');
}
