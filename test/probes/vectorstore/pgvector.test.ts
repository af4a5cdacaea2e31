import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vectorstoreProbe } from '../../../probes/vectorstore/index.ts';
import { lookAt } from '../../support/look-at.ts';
import { noPostgres, Postgres } from '../../support/postgres.ts';
import { expectSound } from '../../support/sound-finding.ts';

const none = noPostgres();

/**
 * A fake of pgvector's type and of one operator, in SQL, on a real PostgreSQL: Debian 12 has no
 * package of the extension. What the probe asks of catalogues and of `<->` is answered for real.
 */
const fakePgvector = [
  'CREATE DOMAIN fakevector AS text',
  `CREATE FUNCTION fake_l2(a text, b text) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
     SELECT sqrt(sum((x - y) ^ 2)) FROM unnest(
       string_to_array(trim(both '[]' from a), ',')::float8[],
       string_to_array(trim(both '[]' from b), ',')::float8[]) AS pair(x, y) $$`,
  'CREATE OPERATOR <-> (LEFTARG = text, RIGHTARG = text, FUNCTION = fake_l2)',
];

describe.skipIf(none !== null)(
  `a table of vectors in a real PostgreSQL${none ? ` (${none})` : ''}`,
  () => {
    let server: Postgres;
    beforeAll(async () => {
      server = await Postgres.start({ hba: ['host all all 127.0.0.1/32 trust'] });
      await server.sql(
        ...fakePgvector,
        'CREATE TABLE docs (id int, embedding fakevector, at timestamptz)',
        "INSERT INTO docs VALUES (1, '[1,0,0]', now()), (2, '[0,1,0]', now() - interval '5 hours')",
        'CREATE TABLE plain (id int)',
      );
    }, 120_000);
    afterAll(() => server?.stop());

    async function look(more: object) {
      const url = server.url('postgres', 'postgres');
      const options = { engine: 'pgvector', url, collection: 'docs', ...more };
      const finding = await lookAt(vectorstoreProbe, options, { deadlineMs: 20_000 });
      expectSound(vectorstoreProbe, finding);
      return finding;
    }

    test('is well, and finds what is pinned', async () => {
      const canary = { vector: [0.1, 0.9, 0], id: 2 };
      const fresh = { field: 'at', within: '1h' };
      const finding = await look({ count: 2, canary, fresh, distance: 'euclid' });
      expect(finding).toMatchObject({ outcome: 'ok', facts: { 'vector.index': 'no index' } });
    });

    test('has too few rows, finds another, is old, lacks the column or the table', async () => {
      expect(await look({ count: 3 })).toMatchObject({ symptom: 'store.too_few' });
      expect(await look({ canary: { vector: [1, 0, 0], id: 2 } })).toMatchObject({
        symptom: 'vector.recall_lost',
      });
      await server.sql("UPDATE docs SET at = now() - interval '2 days'");
      expect(await look({ fresh: { field: 'at', within: '1d' } })).toMatchObject({
        symptom: 'store.stale',
      });
      expect(await look({ collection: 'plain' })).toMatchObject({ symptom: 'store.missing' });
      expect(await look({ collection: 'nothing' })).toMatchObject({ symptom: 'store.missing' });
    });
  },
);
