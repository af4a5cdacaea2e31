import type { Asked } from '../data/ask.ts';
import { storeFailureFinding } from '../data/finding.ts';
import { ends, type Read, read } from '../data/read.ts';
import type { Seen } from '../network/finding.ts';
import type { KeptText } from '../network/kept-text.ts';
import type { PostgresSession } from '../postgres/session.ts';
import { distanceIn, type VectorStore } from './engine.ts';
import type { Distance, VectorstoreOptions } from './options.ts';

const DEFAULT_COLUMN = 'embedding';
/** Operators of pgvector by distance. */
const operators: Readonly<Record<Distance, string>> = {
  cosine: '<=>',
  euclid: '<->',
  dot: '<#>',
  manhattan: '<+>',
  hamming: '<~>',
};

/** A table with a column of pgvector, in a transaction that reads. */
export function pgvector(
  session: PostgresSession,
  options: VectorstoreOptions,
  seen: () => Seen,
  kept: KeptText,
): VectorStore {
  const column = options.vectorField ?? DEFAULT_COLUMN;
  const table = options.collection
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
  let distance: Distance = options.distance ?? 'euclid';

  function told<T>(asked: Asked<T>): Read<T> {
    return asked.kind === 'answer'
      ? read(asked.value)
      : ends(storeFailureFinding(asked.failure, seen(), kept));
  }
  const rows = async <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    told(await session.rows<Row>(sql, values));

  return {
    async describe() {
      const typed = await rows<{ type: string; version: string | null }>(
        `SELECT format_type(atttypid, atttypmod) AS type,
            (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS version
           FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2 AND NOT attisdropped`,
        [table, column],
      );
      if (typed.kind === 'finding') return typed;
      const [attribute] = typed.value;
      if (!attribute || !/vec\b|vector\b/.test(attribute.type)) {
        const detail = `${options.collection} has no column ${column} of vectors: ${attribute?.type ?? 'none'}`;
        return told({ kind: 'failure', failure: { symptom: 'store.missing', detail } });
      }
      const index = await rows<{ opclass: string; valid: boolean }>(
        `SELECT o.opcname AS opclass, i.indisvalid AS valid FROM pg_index i
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
           JOIN pg_opclass o ON o.oid = i.indclass[0]
          WHERE i.indrelid = $1::regclass AND a.attname = $2`,
        [table, column],
      );
      if (index.kind === 'finding') return index;
      const counted = await rows<{ count: number }>(countOf(table, options.count));
      if (counted.kind === 'finding') return counted;
      const [best] = index.value.toSorted((a, b) => Number(b.valid) - Number(a.valid));
      // vector_cosine_ops, halfvec_l2_ops …
      const ordered = distanceIn(best?.opclass.replace(/^[a-z]+_/, ''));
      distance = options.distance ?? ordered ?? distance;
      const dimension = Number(/\((\d+)\)/.exec(attribute.type)?.[1]);
      return read({
        version: attribute.version,
        count: counted.value[0]?.count ?? null,
        dimension: Number.isInteger(dimension) ? dimension : null,
        distance: ordered,
        // Without an index every row is compared: slow, and right.
        index: best === undefined ? null : best.valid ? 'ready' : 'building',
        indexWords: best === undefined ? 'no index' : `index ${best.opclass}`,
      });
    },

    async nearest(vector, count) {
      const asked = await rows<{ id: string }>(
        `SELECT "${options.idField}"::text AS id FROM ${table}
          ORDER BY "${column}" ${operators[distance]} $1 LIMIT ${count}`,
        [JSON.stringify(vector)],
      );
      return asked.kind === 'finding' ? asked : read(asked.value.map(({ id }) => id));
    },

    async newest(field) {
      const asked = await rows<{ at: number | null }>(
        `SELECT extract(epoch FROM max("${field}")::timestamptz)::float8 * 1000 AS at FROM ${table}`,
      );
      return asked.kind === 'finding' ? asked : read(asked.value[0]?.at ?? Number.NaN);
    },
  };
}

/** Counts no further than it must; where nobody asks, what the planner thinks: −1 before the first analysis. */
function countOf(table: string, least: number | undefined): string {
  return least === undefined
    ? `SELECT nullif(reltuples, -1)::float8 AS count FROM pg_class WHERE oid = '${table.replaceAll("'", "''")}'::regclass`
    : `SELECT count(*)::float8 AS count FROM (SELECT 1 FROM ${table} LIMIT ${least}) AS counted`;
}
