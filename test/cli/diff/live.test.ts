import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { runCheck } from '../../../src/cli/check.ts';
import type { OptionValues } from '../../../src/cli/command.ts';
import { runDiff } from '../../../src/cli/diff.ts';
import { runSnapshot } from '../../../src/cli/snapshot.ts';
import { diffSchema } from '../../../src/drift/schema.ts';
import { readSnapshot } from '../../../src/drift/snapshot-file.ts';
import { type Identity, makeIdentity } from '../../support/certificates.ts';
import { commandContext } from '../../support/command-context.ts';
import { startDnsServer } from '../../support/dns-server.ts';
import { listenHttp, listenOn } from '../../support/listeners.ts';
import { scratch } from '../../support/scratch.ts';

/* Real servers whose certificates, names and versions change between two snapshots. */

async function write(directory: string, name: string, content: object): Promise<string> {
  const path = join(directory, name);
  // Long enough for a machine with much else to do.
  const defaults = { every: '20s', deadline: '15s' };
  await writeFile(path, stringify({ defaults, ...content }));
  return path;
}

async function serveTls(
  identity: Identity,
  issuer: Identity,
): Promise<{ server: Server; port: number }> {
  const cert = identity.pem + issuer.pem;
  const server = createServer({ key: identity.key, cert });
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  const listener = await listenOn(server);
  onTestFinished(() => listener.close());
  return { server, port: listener.port };
}

async function diffJson(
  state: string,
  operands: readonly string[],
  options: OptionValues = {},
  journal = false,
) {
  const { context, written } = commandContext(state, journal);
  const code = await runDiff(operands, { rounds: '1', json: true, ...options }, context);
  return { code, document: diffSchema.parse(JSON.parse(written.result)) };
}

async function snapshotTo(
  path: string,
  chain: string,
  state: string,
  rounds = '1',
): Promise<number> {
  const { context } = commandContext(state);
  return runSnapshot([chain], { output: path, rounds }, context);
}

test('a certificate of another issuer and another DNS answer are the two differences', async () => {
  const directory = await scratch();
  const root = await makeIdentity({ subject: 'Test Root', authority: true });
  const [one, two] = await Promise.all(
    ['Issuer One', 'Issuer Two'].map((subject) =>
      makeIdentity({ subject, issuer: root, authority: true }),
    ),
  );
  if (!one || !two) throw new Error('two issuers were made');
  const leaf = (issuer: Identity) =>
    makeIdentity({ subject: 'api.test', issuer, dnsNames: ['api.test'] });
  const [before, after] = [await leaf(one), await leaf(two)];
  const { server, port } = await serveTls(before, one);
  let answers = ['10.0.0.1', '10.0.0.2'];
  const dns = await startDnsServer((name) => {
    // In turns, as name servers do.
    answers = [...answers.slice(1), ...answers.slice(0, 1)];
    return {
      answers: answers.map((data) => ({ type: 'A' as const, name, ttl: 1, data })),
    };
  });
  onTestFinished(() => dns.close());
  const ca = join(directory, 'root.pem');
  await writeFile(ca, root.pem);
  const chain = await write(directory, 'chain.yaml', {
    chain: 'drifting',
    links: {
      name: {
        kind: 'dns',
        probes: [{ kind: 'dns', name: 'api.test', type: 'A', resolver: dns.address }],
      },
      cert: {
        kind: 'certificate',
        probes: [{ kind: 'tls', address: `api.test:${port}`, connectTo: `127.0.0.1:${port}`, ca }],
      },
    },
  });
  const [good, again] = [join(directory, 'good.json'), join(directory, 'again.json')];
  expect(await snapshotTo(good, chain, directory, '2')).toBe(0);
  expect(await snapshotTo(again, chain, directory, '2')).toBe(0);
  const lines = async (path: string) =>
    (await readFile(path, 'utf8')).split('\n').filter((line) => !line.includes('"takenAt"'));
  // The same state, the same bytes, but for when it was.
  expect(await lines(again)).toEqual(await lines(good));
  const alike = await diffJson(directory, [good, chain]);
  expect(alike.document.differences).toEqual([]);
  expect(alike.code).toBe(0);

  server.setSecureContext({ key: after.key, cert: after.pem + two.pem });
  answers = ['10.0.0.1', '10.0.0.9'];
  const { code, document } = await diffJson(directory, [good, chain]);
  expect(code).toBe(1);
  expect(document.untold).toEqual([]);
  expect(
    document.differences.map(({ link, what, before: was, after: is }) => [link, what, was, is]),
  ).toEqual([
    ['cert', 'certificate.issuer', 'CN=Issuer One', 'CN=Issuer Two'],
    [
      'cert',
      'certificate.issuers',
      expect.stringMatching(/^CN=Issuer One [0-9a-f]{16}, CN=Test Root [0-9a-f]{16}$/),
      expect.stringMatching(/^CN=Issuer Two [0-9a-f]{16}, CN=Test Root [0-9a-f]{16}$/),
    ],
    ['cert', 'certificate.serial', expect.any(String), expect.any(String)],
    ['name', 'dns.answer', '10.0.0.1, 10.0.0.2', '10.0.0.1, 10.0.0.9'],
  ]);
}, 40_000);

describe('a server whose version changes and which then fails', () => {
  async function drifting() {
    const directory = await scratch();
    const now = { version: 'serve/1', status: 200 };
    const server = await listenHttp((_request, response) => {
      response.writeHead(now.status, { server: now.version, connection: 'close' }).end('answer');
    });
    onTestFinished(() => server.close());
    const path = join(directory, 'flags.conf');
    await writeFile(path, 'batch=8');
    const chain = await write(directory, 'chain.yaml', {
      chain: 'drifting',
      links: {
        api: {
          kind: 'service',
          address: `http://127.0.0.1:${server.port}/`,
          probes: [
            { kind: 'http', url: `http://127.0.0.1:${server.port}/` },
            { kind: 'file', path },
          ],
        },
      },
    });
    return { directory, chain, now, path };
  }

  test('the difference becomes a change that the verdict names, live and from a file', async () => {
    const { directory, chain, now, path } = await drifting();
    const [good, events, bad] = ['good.json', 'changes.jsonl', 'bad.json'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await snapshotTo(good, chain, directory);
    await writeFile(path, 'batch=many');
    now.status = 500;
    const { code, document } = await diffJson(directory, [good, chain], { events, rounds: '3' });
    expect(code).toBe(1);
    expect(document.differences).toMatchObject([
      { rank: 1, link: 'api', what: `file.content ${path}`, category: 'configuration' },
    ]);
    expect(document.differences[0]?.explains).toBeGreaterThan(0.5);
    expect(document.change).toMatch(/^file\.content .* of api, [0-9a-f]{16} → [0-9a-f]{16}, seen /);

    // Another process is told of it by the file alone.
    const { context, written } = commandContext(directory);
    expect(await runCheck([chain], { json: true, changes: events }, context)).toBe(1);
    const report = JSON.parse(written.result);
    expect(report.verdict.culprits[0].change).toMatchObject({
      link: 'api',
      what: `file.content ${path}`,
    });

    // Two snapshots, ranked by that report.
    await snapshotTo(bad, chain, directory);
    const verdict = join(directory, 'report.json');
    await writeFile(verdict, written.result);
    const ranked = await diffJson(directory, [good, bad], { verdict });
    expect(ranked.document.verdict).toBe(report.verdict.headline);
    expect(ranked.document.differences[0]?.explains).toBeGreaterThan(0.5);
    const note = commandContext(directory);
    await runDiff([good, bad], { verdict, markdown: true }, note.context);
    expect(note.written.result).toMatch(/^## 1 difference; the file .* explains it best/);
    expect(note.written.result).toContain('| 1 | ');
    // Without it there is nothing to rank by.
    const plain = await diffJson(directory, [good, bad]);
    expect(plain.document.differences).toMatchObject([{ explains: null }]);
  }, 40_000);

  test('two moments of the journal are compared', async () => {
    const { directory, chain, now } = await drifting();
    const look = async () => {
      const { context } = commandContext(directory, true);
      await runCheck([chain], { rounds: '1', json: true }, context);
    };
    await look();
    const before = new Date().toISOString();
    now.version = 'serve/2';
    await look();
    const { code, document } = await diffJson(directory, [], { at: [before, 'now'], chain }, true);
    expect(code).toBe(1);
    expect(document.differences).toMatchObject([
      { link: 'api', what: 'service.version', before: 'serve/1', after: 'serve/2' },
    ]);
    const same = await diffJson(directory, [], { at: ['now', 'now'], chain }, true);
    expect(same.code).toBe(0);
  }, 40_000);
});

test('two environments of one chain are compared, their links matched by role', async () => {
  const directory = await scratch();
  const serve = async (version: string) => {
    const server = await listenHttp((_request, response) => {
      response.writeHead(200, { server: version, connection: 'close' }).end('answer');
    });
    onTestFinished(() => server.close());
    return `http://127.0.0.1:${server.port}/`;
  };
  const [staging, production] = [await serve('router/1'), await serve('router/2')];
  const link = (address: string, environment: string, region: string) => ({
    kind: 'router',
    address,
    environment,
    region,
    labels: { role: 'router' },
  });
  const chain = await write(directory, 'chain.yaml', {
    chain: 'two',
    links: {
      's-17': link(staging, 'staging', 'eu-1'),
      'p-4': link(production, 'production', 'us-1'),
    },
  });
  const env = ['staging', 'production'];
  const { code, document } = await diffJson(directory, [], { env, chain });
  expect(code).toBe(1);
  expect(document.differences).toMatchObject([
    { link: 'p-4', comparedWith: 's-17', what: 'region', before: 'eu-1', after: 'us-1' },
    { link: 'p-4', comparedWith: 's-17', what: 'service.version', before: 'router/1' },
  ]);
  const links = await diffJson(directory, ['s-17', 'p-4'], { chain });
  expect(links.document.differences).toHaveLength(2);
  await expect(diffJson(directory, [], { env: ['staging', 'prod'], chain })).rejects.toThrow(
    'no link of this chain stands in the environment "prod"',
  );
}, 40_000);

test('of arguments and variables that may be secret a snapshot holds hashes', async () => {
  const directory = await scratch();
  const command = [
    '-c',
    'sleep 60',
    'engine',
    '--max-len',
    '4096',
    '--api-key',
    'a-very-secret-key',
  ];
  const child = spawn('/bin/sh', command, {
    env: { PATH: '/usr/bin:/bin', HF_TOKEN: 'tokentoken' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const chain = await write(directory, 'chain.yaml', {
    chain: 'secretive',
    links: {
      self: { kind: 'process', probes: [{ kind: 'process', pid: child.pid }] },
    },
  });
  const path = join(directory, 'self.json');
  expect(await snapshotTo(path, chain, directory)).toBe(0);
  const { links, hashing } = await readSnapshot(path);
  const told = Object.fromEntries(
    (links[0]?.items ?? []).map(({ what, value, hashed }) => [what, hashed ? 'hashed' : value]),
  );
  expect(told).toMatchObject({
    'process.program': '/bin/sh',
    'process.flag --max-len': '4096',
    'process.flag --api-key': 'hashed',
    'process.env HF_TOKEN': 'hashed',
    'process.env PATH': 'hashed',
  });
  expect(hashing?.note).toContain('snapshot.key');
  const text = await readFile(path, 'utf8');
  for (const secret of ['very-secret', 'tokentoken', '/usr/bin:/bin']) {
    expect(text).not.toContain(secret);
  }
}, 40_000);
