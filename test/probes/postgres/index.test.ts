import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresProbe } from '../../../probes/postgres/index.ts';
import { lookAt } from '../../support/look-at.ts';
import { type lookContext, strikingOut } from '../../support/look-context.ts';
import { noPostgres, Postgres } from '../../support/postgres.ts';
import { expectSound } from '../../support/sound-finding.ts';

const none = noPostgres();
const password = 'correct-horse-7f3a9c';
/** Nothing here depends on how fast a busy machine is. */
const deadlineMs = 20_000;

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const finding = await lookAt(
    postgresProbe,
    { password: 'env:PG', ...options },
    { deadlineMs, redactor: strikingOut(password), secret: async () => password, ...parts },
  );
  expectSound(postgresProbe, finding);
  expect(JSON.stringify(finding)).not.toContain(password);
  return finding;
}

describe.skipIf(none !== null)(`a real PostgreSQL${none === null ? '' : ` (${none})`}`, () => {
  let server: Postgres;
  beforeAll(async () => {
    server = await Postgres.start({ settings: { max_connections: '12' } });
    await server.sql(
      `CREATE ROLE reader LOGIN PASSWORD '${password}'`,
      'CREATE ROLE nobody_else',
      'CREATE DATABASE app',
    );
    await inApp(
      'CREATE TABLE documents (id bigint PRIMARY KEY, body text, at timestamptz NOT NULL)',
      'INSERT INTO documents SELECT i, repeat(md5(i::text), 40), now() FROM generate_series(1, 500) i',
      'CREATE TABLE secrets (id int)',
      'CREATE VIEW sorted AS SELECT a.id, a.body, a.at FROM documents a, documents b ORDER BY a.body || b.body',
      'GRANT SELECT ON documents, sorted TO reader',
    );
  }, 120_000);
  afterAll(() => server?.stop());

  /** As the superuser, in the database `app`. */
  async function inApp(...statements: string[]): Promise<void> {
    const client = await server.session('app');
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  test('is well: version, role, connections, phases', async () => {
    const finding = await look({ url: server.url() });
    expect(finding).toMatchObject({
      outcome: 'ok',
      symptom: null,
      facts: { 'store.role': 'primary', 'store.connections_most': 12 },
    });
    expect(finding.facts?.['store.version']).toMatch(/^\d+\.\d+/);
    for (const phase of ['connect', 'wait', 'total'] as const) {
      expect(finding.phases?.[phase]).toBeGreaterThan(0);
    }
    const names = finding.measures?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['store.login', 'store.query']));
  });

  test('leaves no session and writes nothing', async () => {
    await look({ url: server.url() });
    await expect
      .poll(
        () =>
          server.sql("SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'reader'"),
        { timeout: 10_000 },
      )
      .toEqual([{ n: 0 }]);
  });

  test('a wrong password', async () => {
    const finding = await look({ url: server.url() }, { secret: async () => 'wrong-password' });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.denied' });
    expect(finding.evidence?.join()).toContain('28P01');
  });

  test('an unknown database', async () => {
    await server.sql('GRANT CONNECT ON DATABASE app TO reader');
    const finding = await look({ url: server.url('reader', 'nowhere') });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.missing' });
    expect(finding.evidence?.join()).toContain('3D000');
  });

  test('a server that offers no TLS, where it must', async () => {
    const finding = await look({ url: server.url('reader', 'app', '?sslmode=require') });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'tls.plaintext' });
  });

  test('nearly all, then all connections taken', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => server.session()));
    try {
      const low = await look({ url: server.url(), connectionsPercent: 60 });
      expect(low).toMatchObject({ outcome: 'degraded', symptom: 'store.connections_low' });
      taken.push(await server.session());
      const none = await look({ url: server.url() });
      expect(none).toMatchObject({ outcome: 'failed', symptom: 'store.no_connection_left' });
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  });

  describe('a table', () => {
    const table = (parts: object) => ({
      url: server.url(),
      table: { name: 'public.documents', ...parts },
    });

    test('fresh, full and of the pinned shape', async () => {
      const schema = {
        id: 'bigint not null',
        body: 'text',
        at: 'timestamp with time zone not null',
      };
      const finding = await look(table({ column: 'at', freshWithin: '1h', rows: 500, schema }));
      expect(finding).toMatchObject({ outcome: 'ok', facts: { 'store.columns': 3 } });
      const pinned = await look(table({ schema: finding.facts?.['store.schema'] }));
      expect(pinned.outcome).toBe('ok');
    });

    test('with too few and with old rows', async () => {
      expect(await look(table({ rows: 501 }))).toMatchObject({ symptom: 'store.too_few' });
      await inApp("UPDATE documents SET at = now() - interval '3 hours'");
      const stale = await look(table({ column: 'at', freshWithin: '2h' }));
      expect(stale).toMatchObject({ outcome: 'degraded', symptom: 'store.stale' });
      expect(stale.summary).toBe('newest is 3 h old');
    });

    test('of another shape: the changed columns are named', async () => {
      const before = await look(table({}));
      const schema = before.facts?.['store.schema'];
      expect(await look(table({ schema }))).toMatchObject({ outcome: 'ok' });
      await inApp('ALTER TABLE documents ADD COLUMN lang text');
      await inApp('ALTER TABLE documents ALTER COLUMN at DROP NOT NULL');
      const drift = await look(table({ schema }));
      expect(drift).toMatchObject({ outcome: 'degraded', symptom: 'store.schema_changed' });
      expect(drift.evidence?.join()).toContain(
        '~ at: timestamp with time zone not null → timestamp with time zone',
      );
      expect(drift.evidence?.join()).toContain('+ lang text');
    });

    test('that is not there, that nobody may read', async () => {
      const missing = await look({ url: server.url(), table: { name: 'nothing' } });
      expect(missing).toMatchObject({ symptom: 'store.missing' });
      const forbidden = await look({ url: server.url(), table: { name: 'secrets', rows: 1 } });
      expect(forbidden).toMatchObject({ outcome: 'failed', symptom: 'store.forbidden' });
    });

    test('that somebody has locked', async () => {
      const locker = await server.session('app');
      try {
        await locker.query('BEGIN; LOCK TABLE documents IN ACCESS EXCLUSIVE MODE');
        const finding = await look(table({ rows: 1 }), { deadlineMs: 3_000 });
        expect(['store.locked', 'store.timeout']).toContain(finding.symptom);
      } finally {
        await locker.end();
      }
    });
  });

  test('requests that wait for a lock, and a transaction that stays open', async () => {
    const holder = await server.session();
    const waiter = await server.session();
    await server.sql('GRANT pg_monitor TO reader', 'CREATE TABLE held (id int)');
    try {
      await holder.query('BEGIN; LOCK TABLE held');
      const waiting = waiter.query('SELECT * FROM held').catch(() => {});
      await expect
        .poll(async () => (await look({ url: server.url(), maxWait: '50ms' })).symptom, {
          timeout: 20_000,
        })
        .toBe('store.locked');
      const open = await look({ url: server.url(), maxTransaction: '10ms' });
      expect(open).toMatchObject({ outcome: 'degraded', symptom: 'store.locked' });
      await holder.query('ROLLBACK');
      await waiting;
    } finally {
      await Promise.all([holder.end(), waiter.end()]);
      await server.sql('DROP TABLE held');
    }
  });

  test('all of its processes stopped: connected, and no answer', async () => {
    server.freeze();
    try {
      const finding = await look(
        { url: server.url('reader', 'app', '?sslmode=disable') },
        { deadlineMs: 1_500 },
      );
      expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.timeout' });
    } finally {
      server.thaw();
    }
  });

  test('set to read-only, and a primary where a replica is expected', async () => {
    await server.sql('ALTER DATABASE app SET default_transaction_read_only = on');
    expect(await look({ url: server.url() })).toMatchObject({ symptom: 'store.read_only' });
    await server.sql('ALTER DATABASE app RESET default_transaction_read_only');
    expect(await look({ url: server.url(), role: 'replica' })).toMatchObject({
      symptom: 'store.primary_lost',
    });
  });
});
