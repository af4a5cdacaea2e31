import { describe, expect, onTestFinished, test } from 'vitest';
import { postgresProbe } from '../../../probes/postgres/index.ts';
import { makeIdentity } from '../../support/certificates.ts';
import { listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import type { lookContext } from '../../support/look-context.ts';
import { noPostgres, Postgres } from '../../support/postgres.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { expectSound } from '../../support/sound-finding.ts';

const none = noPostgres();
const trusting = { hba: ['host all all 127.0.0.1/32 trust'] };
const deadlineMs = 20_000;

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const finding = await lookAt(postgresProbe, options, { deadlineMs, ...parts });
  expectSound(postgresProbe, finding);
  return finding;
}

const me = (server: Postgres, query = '') => server.url('postgres', 'postgres', query);

describe.skipIf(none !== null)(`a real PostgreSQL that breaks${none ? ` (${none})` : ''}`, () => {
  test('a replica: following, behind, without its primary; then promoted', {
    timeout: 120_000,
  }, async () => {
    const primary = await Postgres.start(trusting);
    onTestFinished(() => primary.stop());
    const replica = await Postgres.start({ ...trusting, primary });
    onTestFinished(() => replica.stop());
    await expect
      .poll(() => look({ url: me(replica), role: 'replica' }), { timeout: 30_000 })
      .toMatchObject({
        outcome: 'ok',
        facts: { 'store.role': 'replica', 'store.hears_primary': true },
      });
    expect(await look({ url: me(replica), role: 'primary' })).toMatchObject({
      symptom: 'store.read_only',
    });
    await primary.sql('CREATE TABLE t (id int)');
    await replica.sql('SELECT pg_wal_replay_pause()');
    const lagging = async () => {
      // The pause takes effect with the next record.
      await primary.sql('INSERT INTO t VALUES (1)');
      return (await look({ url: me(replica), maxLag: '200ms' })).symptom;
    };
    await expect.poll(lagging, { timeout: 30_000 }).toBe('store.lagging');
    await replica.sql('SELECT pg_wal_replay_resume()');
    await primary.stop();
    await expect
      .poll(async () => (await look({ url: me(replica) })).symptom, { timeout: 30_000 })
      .toBe('store.primary_lost');
    await replica.sql('SELECT pg_promote()');
    await expect
      .poll(() => look({ url: me(replica) }), { timeout: 30_000 })
      .toMatchObject({ outcome: 'ok', facts: { 'store.role': 'primary' } });
  });

  test('a full disk, a shutdown that waits, and death', { timeout: 120_000 }, async () => {
    const parent = await smallDisk(160);
    const server = await Postgres.start({ ...trusting, parent, settings: { work_mem: '64kB' } });
    onTestFinished(() => server.stop());
    await server.sql(
      'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 200000) i',
      'CREATE VIEW sorted AS SELECT now() AS at FROM t, generate_series(1, 20) g ORDER BY m || g OFFSET 0',
    );
    const full = await look({
      url: me(server),
      table: { name: 'sorted', column: 'at', freshWithin: '1h' },
    });
    expect(full).toMatchObject({ outcome: 'failed', symptom: 'store.full' });
    expect(full.evidence?.join()).toContain('53100');

    const open = await server.session();
    server.signal('SIGTERM');
    await expect
      .poll(async () => (await look({ url: me(server) })).symptom, { timeout: 20_000 })
      .toBe('store.not_ready');
    await open.end();
    await expect
      .poll(async () => (await look({ url: me(server) })).symptom, { timeout: 20_000 })
      .toBe('tcp.refused');
  });

  test('TLS as its mode says', { timeout: 120_000 }, async () => {
    const server = await Postgres.start(trusting);
    onTestFinished(() => server.stop());
    const identity = await makeIdentity({ subject: 'localhost', dnsNames: ['localhost'] });
    await server.useTls(identity);
    const preferred = await look({ url: me(server) });
    expect(preferred).toMatchObject({ outcome: 'ok', facts: { 'certificate.trusted': false } });
    expect(preferred.phases?.tls).toBeGreaterThan(0);
    const strict = await look({ url: me(server, '?sslmode=verify-full') });
    expect(strict.symptom).toMatch(/^tls\./);
    const plain = await look({ url: me(server, '?sslmode=disable') });
    expect(plain.facts).not.toHaveProperty('tls.protocol');
  });
});

describe('a peer that is no PostgreSQL', () => {
  test.each([
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['floods', `R${'x'.repeat(6_000_000)}`],
  ])('%s', async (_, text) => {
    const listener = await listenTcp((socket) => {
      socket.resume().on('end', () => socket.end());
      socket.once('data', () => socket.write(text));
    });
    onTestFinished(() => listener.close());
    const url = `postgres://me@${listener.address}/app?sslmode=disable`;
    const finding = await look({ url });
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'store.malformed' });
    await expect.poll(() => listener.open(), { timeout: 10_000 }).toBe(0);
  });

  test('closes, says nothing, answers the request for TLS with a web page', async () => {
    const closing = await listenTcp((socket) => socket.end());
    const silent = await listenTcp(() => {});
    const web = await listenTcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 400')));
    onTestFinished(async () => {
      await Promise.all([closing.close(), silent.close(), web.close()]);
    });
    const at = (address: string, mode: string) => `postgres://me@${address}/a?sslmode=${mode}`;
    const closed = await look({ url: at(closing.address, 'disable') });
    expect(closed.symptom).toBe('store.closed');
    const timed = await look({ url: at(silent.address, 'disable') }, { deadlineMs: 300 });
    expect(timed.symptom).toBe('store.timeout');
    expect((await look({ url: at(web.address, 'prefer') })).symptom).toBe('store.malformed');
  });

  test('a look that is cancelled blames nobody', async () => {
    const silent = await listenTcp(() => {});
    onTestFinished(() => silent.close());
    const signal = AbortSignal.timeout(50);
    const url = `postgres://me@${silent.address}/app?sslmode=disable`;
    const finding = await look({ url }, { signal });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });
});

test('options refuse a password in the URL, and half a freshness', () => {
  const { options } = postgresProbe;
  expect(options.safeParse({ url: 'postgres://me:pw@db/app' }).success).toBe(false);
  expect(options.safeParse({ url: 'postgres://me@db/app', password: 'pw' }).success).toBe(false);
  const table = { name: 't', column: 'at' };
  expect(options.safeParse({ url: 'postgres://me@db/app', table }).success).toBe(false);
  expect(
    options.safeParse({ url: 'postgres://me@db/app', table: { name: 't"; --' } }).success,
  ).toBe(false);
});

test('the command is one that a person can run', () => {
  const options = postgresProbe.options.parse({
    url: 'postgresql://reader@db.internal/app?sslmode=verify-full',
    password: 'env:PG_READER',
    table: { name: 'public.documents', column: 'at', freshWithin: '2h' },
  });
  expect(postgresProbe.command(options)).toBe(
    'PGPASSWORD="$PG_READER" PGSSLMODE=verify-full psql -X -w -h db.internal -p 5432 -U reader -d app -c \'SELECT max(at) FROM public.documents\'',
  );
});
