import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../../src/diagnosis/metrics/input/csv.ts';
import { csvLine, type NeutralCase } from './neutral.ts';
import { seeded, shuffled } from './shuffle.ts';

const STEP_S = 300;
/** Normal rows before a fault-free window at least, and rows from one window to the next. */
const HISTORY_ROWS = 150;
const WINDOW_STRIDE = 12;
/** Rows of a window from the alert on, as in the cases. */
const WINDOW_ROWS = 3;

interface Table {
  readonly columns: readonly string[];
  readonly times: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

/** Every case with its services' names shuffled, the normal rows before it. */
export function petshopCases(root: string, seed: number): NeutralCase[] {
  return readdirSync(join(root, 'open')).map((id, index) => {
    const { target, root_cause: cause } = JSON.parse(
      readFileSync(join(root, 'open', id, 'target.json'), 'utf8'),
    );
    const scenario = id.replace(/-.*$/, '');
    const table = readTable(join(root, 'open', id, 'metrics.csv'));
    const history = normalRows(root, scenario);
    const rename = names(root, scenario, [table, ...history], seed + index);
    return {
      id,
      group: scenario,
      faultType: target.metric,
      rootCause: rename(cause.node),
      files: {
        'metrics.csv': metricsCsv(history, table, rename),
        'edges.csv': edgesCsv(root, scenario, rename),
        'case.json': caseJson(rename(target.node), target.metric, target.timestamp),
      },
    };
  });
}

/** Stretches of normal rows with an alert on the front door, in which nothing is broken. */
export function petshopHealthy(root: string, seed: number): NeutralCase[] {
  return ['low_traffic', 'high_traffic'].flatMap((scenario) => {
    const table = readTable(join(root, 'shared', scenario, 'normal_metrics.csv'));
    const rename = names(root, scenario, [table], seed);
    const starts = Array.from(
      { length: Math.floor((table.rows.length - WINDOW_ROWS - HISTORY_ROWS) / WINDOW_STRIDE) },
      (_, at) => HISTORY_ROWS + at * WINDOW_STRIDE,
    );
    return starts.flatMap((start) =>
      ['latency', 'availability'].map((metric) => ({
        id: `healthy-${scenario}-${start}-${metric}`,
        group: scenario,
        faultType: `healthy, ${metric}`,
        rootCause: undefined,
        files: {
          'metrics.csv': metricsCsv([], slice(table, 0, start + WINDOW_ROWS), rename),
          'edges.csv': edgesCsv(root, scenario, rename),
          'case.json': caseJson(rename('PetSite'), metric, start * STEP_S + EPOCH_S),
        },
      })),
    );
  });
}

/** Fault-free rows get times of their own, without the pauses of the recording. */
const EPOCH_S = 1_600_000_000;

function normalRows(root: string, scenario: string): Table[] {
  const own = join(root, 'shared', scenario, 'normal_metrics.csv');
  const files = existsSync(own)
    ? [own]
    : ['low_traffic', 'high_traffic'].map((name) =>
        join(root, 'shared', name, 'normal_metrics.csv'),
      );
  return files.map(readTable);
}

function readTable(file: string): Table {
  const { header, rows } = parseCsv(file, readFileSync(file, 'utf8'));
  const [metrics, statistics, , ...values] = rows;
  const cells = (row: (typeof rows)[number] | undefined) =>
    (row?.cells ?? []).map(({ text }) => text);
  return {
    columns: cells(header)
      .slice(1)
      .map((service, at) => `${service}|${cells(metrics)[at + 1]}_${cells(statistics)[at + 1]}`),
    times: values.map(({ cells: [time] }) => Number(time?.text)),
    rows: values.map((row) => cells(row).slice(1)),
  };
}

function slice(table: Table, from: number, to: number): Table {
  return {
    columns: table.columns,
    times: table.rows.slice(from, to).map((_, at) => EPOCH_S + (from + at) * STEP_S),
    rows: table.rows.slice(from, to),
  };
}

function names(root: string, scenario: string, tables: readonly Table[], seed: number) {
  const all = new Set([
    ...tables.flatMap(({ columns }) => columns.map((column) => column.split('|')[0] ?? '')),
    ...graphOf(root, scenario).flat(),
  ]);
  const sorted = [...all].sort();
  const other = shuffled(sorted, seeded(seed));
  const map = new Map(sorted.map((name, at) => [name, other[at] ?? name]));
  return (name: string) => map.get(name) ?? name;
}

function graphOf(root: string, scenario: string): (readonly [string, string])[] {
  const file = join(root, 'shared', scenario, 'graph.csv');
  const { header, rows } = parseCsv(file, readFileSync(file, 'utf8'));
  return rows.flatMap(({ cells: [caller, ...cells] }) =>
    cells.flatMap(({ text }, at) =>
      Number(text) === 1 ? [[caller?.text ?? '', header.cells[at + 1]?.text ?? ''] as const] : [],
    ),
  );
}

type Rename = (name: string) => string;

function edgesCsv(root: string, scenario: string, rename: Rename): string {
  const edges = graphOf(root, scenario).map(([caller, callee]) =>
    csvLine([rename(caller), rename(callee)]),
  );
  return ['caller,callee', ...edges, ''].join('\n');
}

function caseJson(service: string, metric: string, at: number): string {
  return JSON.stringify({ alert: { service, metric }, at });
}

/** The history is put right before the case, as if it had been measured there. */
function metricsCsv(history: readonly Table[], table: Table, rename: Rename): string {
  const columns = [...new Set([...history, table].flatMap((each) => each.columns))];
  const renamed = columns.map((column) => {
    const [service = '', metric = ''] = column.split('|');
    return `${rename(service)}|${metric}`;
  });
  const first = table.times[0] ?? 0;
  const past = history.flatMap((each) => each.rows.map((row) => ({ each, row })));
  const lines = [
    ...past.map(({ each, row }, at) => ({ each, row, time: first - (past.length - at) * STEP_S })),
    ...table.rows.map((row, at) => ({ each: table, row, time: table.times[at] ?? 0 })),
  ].map(({ each, row, time }) => {
    const at = new Map(each.columns.map((column, index) => [column, index]));
    return csvLine([time, ...columns.map((column) => row[at.get(column) ?? -1] ?? '')]);
  });
  return [csvLine(['time', ...renamed]), ...lines, ''].join('\n');
}
