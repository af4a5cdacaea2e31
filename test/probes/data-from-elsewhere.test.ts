import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresProbe } from '../../probes/postgres/index.ts';
import type { Finding, Probe } from '../../probes/probe.ts';
import { redisProbe } from '../../probes/redis/index.ts';
import { vectorstoreProbe } from '../../probes/vectorstore/index.ts';
import { localVantage } from '../../src/vantage/local.ts';
import { startQdrantWithin } from '../support/fake-vectors/start-within.ts';
import { lookContext, strikingOut } from '../support/look-context.ts';
import { Namespace } from '../support/namespace.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { noPostgres, Postgres } from '../support/postgres.ts';
import { RedisServer } from '../support/redis.ts';
import { expectSound } from '../support/sound-finding.ts';

const password = 'correct-horse-7f3a9c';
const deadlineMs = 20_000;
const canRun = noPostgres() === null && needsPrograms('redis-server', 'redis-cli', 'ip', 'nsenter');

/** Probe × vantage × fault → symptom, on servers that only the vantage can reach. */
describe.runIf(canRun).each(['local', 'namespace'])('data looked at from %s', (where) => {
  const namespace = where === 'local' ? null : new Namespace('127.0.0.1');
  const vantage = namespace?.vantage ?? localVantage;
  let postgres: Postgres;
  let redis: RedisServer;
  let vectors: Awaited<ReturnType<typeof startQdrantWithin>>;

  beforeAll(async () => {
    const network = namespace?.path;
    postgres = await Postgres.start({ network });
    await postgres.sql(`CREATE ROLE reader LOGIN PASSWORD '${password}'`, 'CREATE DATABASE app');
    redis = await RedisServer.start({ requirepass: password }, { network });
    vectors = await startQdrantWithin(network);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([postgres?.stop(), redis?.stop(), vectors?.close()]);
    namespace?.close();
  });

  async function look<Options>(
    probe: Probe<Options>,
    options: unknown,
    parts: Parameters<typeof lookContext>[0] = {},
  ): Promise<Finding> {
    const context = { vantage, deadlineMs, redactor: strikingOut(password) };
    const secret = async () => password;
    const finding = await probe.look(
      probe.options.parse(options),
      lookContext({ ...context, secret, ...parts }),
    );
    expectSound(probe as unknown as Probe<never>, finding);
    return finding;
  }

  const database = (url = postgres.url()) => ({ url, password: 'env:P' });
  const cache = () => ({ url: redis.url(), password: 'env:P' });
  const docs = () => ({
    engine: 'qdrant',
    url: `http://127.0.0.1:${vectors.port}`,
    collection: 'docs',
  });
  const wrong = { secret: async () => 'wrong-password' };

  test('healthy', async () => {
    const found = await look(postgresProbe, database());
    expect(found).toMatchObject({ outcome: 'ok', facts: { 'store.role': 'primary' } });
    expect(await look(redisProbe, cache())).toMatchObject({ outcome: 'ok' });
    const canary = { vector: [1, 0], id: 'a' };
    expect(await look(vectorstoreProbe, { ...docs(), canary })).toMatchObject({ outcome: 'ok' });
  });

  test('wrong password, no such thing', async () => {
    expect(await look(postgresProbe, database(), wrong)).toMatchObject({ symptom: 'store.denied' });
    expect(await look(redisProbe, cache(), wrong)).toMatchObject({ symptom: 'store.denied' });
    const none = database(postgres.url('reader', 'nowhere'));
    expect(await look(postgresProbe, none)).toMatchObject({ symptom: 'store.missing' });
    const other = { ...docs(), collection: 'other' };
    expect(await look(vectorstoreProbe, other)).toMatchObject({ symptom: 'store.missing' });
  });

  test('stopped: connected, and no answer', async () => {
    const soon = { deadlineMs: 2_500 };
    const freeze = (name: NodeJS.Signals) => {
      redis.signal(name);
      vectors.signal(name);
    };
    freeze('SIGSTOP');
    postgres.freeze();
    try {
      const url = postgres.url('reader', 'app', '?sslmode=disable');
      for (const [probe, options] of [
        [postgresProbe, { url }],
        [redisProbe, cache()],
        [vectorstoreProbe, docs()],
      ] as const) {
        const finding = await look(probe as Probe<unknown>, options, soon);
        expect(finding, probe.kind).toMatchObject({ outcome: 'failed', symptom: 'store.timeout' });
      }
    } finally {
      postgres.thaw();
      freeze('SIGCONT');
    }
  });

  test('dead: refused', async () => {
    await Promise.all([postgres.stop(), redis.stop(), vectors.close()]);
    expect(await look(postgresProbe, database())).toMatchObject({ symptom: 'tcp.refused' });
    expect(await look(redisProbe, cache())).toMatchObject({ symptom: 'tcp.refused' });
    expect(await look(vectorstoreProbe, docs())).toMatchObject({ symptom: 'tcp.refused' });
  });
});
