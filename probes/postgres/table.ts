import type { Fact, Measure } from '../../src/events/types.ts';
import { safe } from '../../src/text/sanitise.ts';
import type { Asked } from '../data/ask.ts';
import { staleness } from '../data/freshness.ts';
import { type Shape, shapeDigest, shapeDrift } from '../data/shape.ts';
import type { Judgement } from '../system/judgement.ts';
import type { TableOptions } from './options.ts';
import type { PostgresSession } from './session.ts';
import type { PostgresSymptom } from './symptoms.ts';

/** Columns that are compared: PostgreSQL allows 1,600. */
const MOST_COLUMNS = 1_600;

/** What a look at one table found. */
export interface TableSeen {
  readonly judgements: readonly Judgement<PostgresSymptom>[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly measures: readonly Measure[];
}

/** @param key names the server and the database */
export async function lookAtTable(
  session: PostgresSession,
  table: TableOptions,
  key: string,
  nowMs: number,
): Promise<Asked<TableSeen>> {
  const columns = await readColumns(session, table.name);
  if (columns.kind === 'failure') return columns;
  const newest = await readNewest(session, table);
  if (newest.kind === 'failure') return newest;
  const rows = await countRows(session, table);
  if (rows.kind === 'failure') return rows;
  const ageMs = nowMs - newest.value;
  return {
    kind: 'answer',
    value: {
      judgements: [
        ...shapeDrift(`${key} ${table.name}`, table.name, columns.value, table.schema),
        ...fewRows(table, rows.value),
        ...staleness(`${table.name}.${table.column}`, newest.value, nowMs, table.freshWithin),
      ],
      facts: {
        'store.schema': safe`${shapeDigest(columns.value)}`,
        'store.columns': Object.keys(columns.value).length,
      },
      measures: [
        ...(table.column === undefined || Number.isNaN(ageMs)
          ? []
          : [{ name: 'store.age', value: Math.round(ageMs / 1_000), unit: 's' }]),
        ...(rows.value === null
          ? []
          : [{ name: 'store.rows_counted', value: rows.value, unit: 'count' }]),
      ],
    },
  };
}

async function readColumns(session: PostgresSession, name: string): Promise<Asked<Shape>> {
  const asked = await session.rows<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END AS type
       FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped LIMIT ${MOST_COLUMNS}`,
    [quoted(name)],
  );
  if (asked.kind === 'failure') return asked;
  return {
    kind: 'answer',
    value: Object.fromEntries(asked.value.map((column) => [column.name, column.type])),
  };
}

/** When the newest row was made, ms since 1970; NaN where there is none or nobody asks. */
async function readNewest(
  session: PostgresSession,
  { name, column }: TableOptions,
): Promise<Asked<number>> {
  if (column === undefined) return { kind: 'answer', value: Number.NaN };
  const asked = await session.rows<{ at: number | null }>(
    `SELECT extract(epoch FROM max("${column}")::timestamptz)::float8 * 1000 AS at FROM ${quoted(name)}`,
  );
  if (asked.kind === 'failure') return asked;
  return { kind: 'answer', value: asked.value[0]?.at ?? Number.NaN };
}

/** Counts no further than it must: a table of a billion rows is not read for "at least ten". */
async function countRows(
  session: PostgresSession,
  { name, rows }: TableOptions,
): Promise<Asked<number | null>> {
  if (rows === undefined) return { kind: 'answer', value: null };
  const asked = await session.rows<{ rows: number }>(
    `SELECT count(*)::float8 AS rows FROM (SELECT 1 FROM ${quoted(name)} LIMIT ${rows}) AS counted`,
  );
  if (asked.kind === 'failure') return asked;
  return { kind: 'answer', value: asked.value[0]?.rows ?? 0 };
}

function fewRows(
  { name, rows }: TableOptions,
  counted: number | null,
): readonly Judgement<PostgresSymptom>[] {
  if (rows === undefined || counted === null || counted >= rows) return [];
  const evidence = safe`${name} has ${counted} rows, expected are at least ${rows}`;
  return [{ symptom: 'store.too_few', summary: safe`only ${counted} rows`, evidence }];
}

/** The option's pattern lets no quote through. */
function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
