import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redisProbe } from '../../../probes/redis/index.ts';
import { makeIdentity } from '../../support/certificates.ts';
import { freePort, listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';
import { type lookContext, strikingOut } from '../../support/look-context.ts';
import { needsRoot } from '../../support/needs.ts';
import { needsPrograms } from '../../support/needs-program.ts';
import { RedisServer } from '../../support/redis.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { expectSound } from '../../support/sound-finding.ts';

const password = 'correct-horse-7f3a9c';
/** Nothing here depends on how fast a busy machine is. */
const deadlineMs = 20_000;
const patient = { timeout: 30_000 };

async function look(options: object, parts: Parameters<typeof lookContext>[0] = {}) {
  const context = { deadlineMs, redactor: strikingOut(password), secret: async () => password };
  const finding = await lookAt(redisProbe, options, { ...context, ...parts });
  expectSound(redisProbe, finding);
  expect(JSON.stringify(finding)).not.toContain(password);
  return finding;
}

async function start(...args: Parameters<typeof RedisServer.start>): Promise<RedisServer> {
  const server = await RedisServer.start(...args);
  onTestFinished(() => server.stop());
  return server;
}

describe.runIf(needsPrograms('redis-server', 'redis-cli'))(
  'a real Redis',
  { timeout: 60_000 },
  () => {
    test('is well: version, role, memory, phases', async () => {
      const server = await start();
      const finding = await look({ url: server.url() });
      expect(finding).toMatchObject({
        outcome: 'ok',
        symptom: null,
        facts: { 'store.role': 'primary', 'store.replicas': 0 },
      });
      expect(finding.phases?.wait).toBeGreaterThan(0);
      expect(finding.measures?.map(({ name }) => name)).toContain('store.memory');
      expect(server.cli('DBSIZE')).toBe('0');
    });

    test('logins: none, a wrong one, the right one, one without the right', async () => {
      const server = await start({ requirepass: password });
      expect(await look({ url: server.url() })).toMatchObject({ symptom: 'store.denied' });
      const wrong = { secret: async () => 'wrong-password' };
      expect(await look({ url: server.url(), password: 'env:R' }, wrong)).toMatchObject({
        outcome: 'failed',
        symptom: 'store.denied',
      });
      expect(await look({ url: server.url(), password: 'env:R' })).toMatchObject({ outcome: 'ok' });
      server.cli(
        '--no-auth-warning',
        '-a',
        password,
        'ACL',
        'SETUSER',
        'weak',
        'on',
        `>${password}`,
        '+ping',
      );
      const weak = { url: server.url('weak'), password: 'env:R' };
      expect(await look(weak)).toMatchObject({ symptom: 'store.forbidden' });
    });

    test('a key: there, missing, fresh, stale, without a time', async () => {
      const server = await start();
      const at = (key: string, parts: object = {}) =>
        look({ url: server.url('', '/3'), key, ...parts });
      expect(await at('run')).toMatchObject({ symptom: 'store.missing' });
      server.cli('-n', '3', 'SET', 'run', new Date().toISOString());
      expect(await at('run', { freshWithin: '1h' })).toMatchObject({ outcome: 'ok' });
      server.cli('-n', '3', 'SET', 'run', String(Math.floor(Date.now() / 1_000) - 7_200));
      expect(await at('run', { freshWithin: '1h' })).toMatchObject({
        outcome: 'degraded',
        symptom: 'store.stale',
        summary: 'newest is 2 h old',
      });
      server.cli('-n', '3', 'SET', 'run', 'yesterday');
      expect(await at('run', { freshWithin: '1h' })).toMatchObject({ symptom: 'store.stale' });
      const outside = await look({ url: server.url('', '/99') });
      expect(outside).toMatchObject({ symptom: 'store.missing' });
    });

    test('memory: full where nothing may go, evicting where it may', async () => {
      const full = await start({ maxmemory: '3mb', 'maxmemory-policy': 'noeviction' });
      fill(full);
      expect(await look({ url: full.url() })).toMatchObject({
        outcome: 'failed',
        symptom: 'store.full',
      });
      const cache = await start({ maxmemory: '3mb', 'maxmemory-policy': 'allkeys-lru' });
      expect(await look({ url: cache.url() })).toMatchObject({ outcome: 'ok' });
      fill(cache);
      expect(await look({ url: cache.url() })).toMatchObject({ symptom: 'store.evicting' });
      const outcome = async () => (await look({ url: cache.url() })).outcome;
      await expect.poll(outcome, { timeout: 10_000 }).toBe('ok');
    });

    function fill(server: RedisServer): void {
      const script =
        "for i = 1, 4000 do if type(redis.pcall('SET', 'k' .. i, string.rep('x', 1000))) == 'table' and i > 9999 then return i end end";
      try {
        server.cli('EVAL', script, '0');
      } catch {
        // It says that its memory is full.
      }
    }

    test('clients: nearly all, then all there may be', async () => {
      const server = await start({ maxclients: '5' });
      const sockets: Socket[] = [];
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy();
      });
      const connectOne = async () => {
        const socket = connect({ port: server.port, host: '127.0.0.1' });
        sockets.push(socket);
        socket.on('error', () => {}).write('PING\r\n');
        await new Promise((resolve) => socket.once('data', resolve));
      };
      for (let i = 0; i < 4; i += 1) await connectOne();
      const low = await look({ url: server.url() });
      expect(low).toMatchObject({ outcome: 'degraded', symptom: 'store.connections_low' });
      await connectOne();
      const none = await look({ url: server.url() });
      expect(none).toMatchObject({ outcome: 'failed', symptom: 'store.no_connection_left' });
      sockets.pop()?.destroy();
      sockets.pop()?.destroy();
      await expect
        .poll(async () => (await look({ url: server.url() })).evidence?.join(), patient)
        .toContain('refused');
    });

    test('a replica: following, then without its primary', async () => {
      const primary = await start();
      const replica = await start({ replicaof: `127.0.0.1 ${primary.port}` });
      await expect
        .poll(() => look({ url: replica.url(), role: 'replica' }), patient)
        .toMatchObject({ outcome: 'ok', facts: { 'store.role': 'replica' } });
      expect(await look({ url: replica.url(), role: 'primary' })).toMatchObject({
        symptom: 'store.read_only',
      });
      expect(await look({ url: primary.url(), role: 'replica' })).toMatchObject({
        symptom: 'store.primary_lost',
      });
      await primary.stop();
      await expect
        .poll(() => look({ url: replica.url() }), patient)
        .toMatchObject({ outcome: 'degraded', symptom: 'store.primary_lost' });
      replica.cli('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
      expect(await look({ url: replica.url(), key: 'x' })).toMatchObject({
        symptom: 'store.primary_lost',
      });
    });

    test.runIf(needsRoot())('a full disk: it cannot save', async () => {
      const server = await start({ rdbcompression: 'no' }, { parent: await smallDisk(1) });
      server.cli(
        'EVAL',
        "for i = 1, 3000 do redis.call('SET', 'k' .. i, tostring(math.random()):rep(60)) end",
        '0',
      );
      server.cli('BGSAVE');
      await expect
        .poll(() => look({ url: server.url() }), patient)
        .toMatchObject({ outcome: 'degraded', symptom: 'store.not_saving' });
    });

    test('stopped, then killed', async () => {
      const server = await start();
      server.signal('SIGSTOP');
      expect(await look({ url: server.url() }, { deadlineMs: 600 })).toMatchObject({
        outcome: 'failed',
        symptom: 'store.timeout',
      });
      server.signal('SIGCONT');
      await server.stop();
      expect(await look({ url: server.url() })).toMatchObject({ symptom: 'tcp.refused' });
    });

    test('a script that does not end', async () => {
      const server = await start({ 'busy-reply-threshold': '50' });
      const client = connect({ port: server.port, host: '127.0.0.1' });
      client.on('error', () => {}).write("EVAL 'while true do end' 0\r\n");
      onTestFinished(() => void client.destroy());
      await expect
        .poll(async () => (await look({ url: server.url() })).symptom, patient)
        .toBe('store.locked');
    });

    test('TLS, trusted and not', async () => {
      const root = await makeIdentity({ subject: 'Root', authority: true });
      const leaf = await makeIdentity({ subject: 'cache', issuer: root, dnsNames: ['localhost'] });
      const plain = await start();
      const path = (name: string) => join(plain.directory, name);
      await writeFile(path('cert.pem'), leaf.pem);
      await writeFile(path('key.pem'), leaf.key);
      await writeFile(path('ca.pem'), root.pem);
      const port = await freePort();
      plain.cli(
        'CONFIG',
        'SET',
        'tls-cert-file',
        path('cert.pem'),
        'tls-key-file',
        path('key.pem'),
        'tls-ca-cert-file',
        path('ca.pem'),
        'tls-auth-clients',
        'no',
        'tls-port',
        String(port),
      );
      const url = `rediss://localhost:${port}`;
      expect(await look({ url, ca: path('ca.pem') })).toMatchObject({
        outcome: 'ok',
        facts: { 'certificate.trusted': true },
      });
      expect((await look({ url })).symptom).toMatch(/^tls\./);
    });
  },
);

describe('a peer that is no Redis', () => {
  test.each([
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'store.malformed'],
    ['floods', `$99999999\r\n${'x'.repeat(6_000_000)}`, 'store.malformed'],
    [
      'answers only with the error of an unknown command',
      '-ERR unknown command\r\n',
      'store.error',
    ],
    ['is loading', '-LOADING Redis is loading the dataset in memory\r\n', 'store.not_ready'],
    ['is a cluster that is down', '-CLUSTERDOWN The cluster is down\r\n', 'store.part_down'],
  ])('%s', async (_, text, symptom) => {
    const listener = await listenTcp((socket) => {
      socket.on('end', () => socket.end());
      socket.on('data', () => socket.write(text));
    });
    onTestFinished(() => listener.close());
    const finding = await look({ url: `redis://${listener.address}` });
    expect(finding.symptom).toBe(symptom);
    await expect.poll(() => listener.open(), patient).toBe(0);
  });

  test('closes, and one that says nothing', async () => {
    const closing = await listenTcp((socket) => socket.end());
    const silent = await listenTcp(() => {});
    onTestFinished(async () => {
      await Promise.all([closing.close(), silent.close()]);
    });
    expect((await look({ url: `redis://${closing.address}` })).symptom).toBe('store.closed');
    const timed = await look({ url: `redis://${silent.address}` }, { deadlineMs: 200 });
    expect(timed.symptom).toBe('store.timeout');
    const signal = AbortSignal.timeout(50);
    const ended = await look({ url: `redis://${silent.address}` }, { signal });
    expect(ended).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });
});

test('the command is one that a person can run', () => {
  const options = redisProbe.options.parse({
    url: 'rediss://reader@cache.internal/2',
    password: 'file:/run/secrets/redis',
    key: 'last run',
  });
  expect(redisProbe.command(options)).toBe(
    'REDISCLI_AUTH="$(cat /run/secrets/redis)" redis-cli --user reader --tls --sni cache.internal -h cache.internal -p 6379 -n 2 EXISTS \'last run\'',
  );
});
