import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dnsProbe } from '../../probes/dns/index.ts';
import { httpProbe } from '../../probes/http/index.ts';
import type { Probe } from '../../probes/probe.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { makeIdentity } from '../support/certificates.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { type Listener, listenOn } from '../support/listeners.ts';
import { needsPrograms } from '../support/needs-program.ts';

/*
 * What a person pastes must do what the look did: each command runs in a real shell against a real
 * server that only the command's own options can reach.
 */

const run = promisify(execFile);
const env = { ...process.env, KEY: 'secret-of-the-shell' };

let directory: string;
let ca: string;
let server: Listener;
let dns: DnsServer;
const seen: { host: string; key: string }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink commands-'));
  const root = await makeIdentity({ subject: 'Root', authority: true });
  const leaf = await makeIdentity({
    subject: 'api.test',
    issuer: root,
    dnsNames: ['api.test', 'other.test'],
  });
  ca = join(directory, "it's the ca.pem");
  await writeFile(ca, root.pem);
  server = await listenOn(
    createServer({ key: leaf.key, cert: leaf.pem }, ({ headers }, response) => {
      seen.push({ host: headers.host ?? '', key: headers.authorization ?? '' });
      response.end('hello');
    }),
  );
  dns = await startDnsServer((name, type) => ({
    answers: type === 'A' ? [{ type: 'A', name, data: '127.0.0.1', ttl: 7 }] : [],
  }));
});
afterAll(async () => {
  await Promise.all([server.close(), dns.close(), rm(directory, { recursive: true })]);
});

async function paste<Options>(probe: Probe<Options>, options: unknown): Promise<string> {
  const command = probe.command(probe.options.parse(options));
  const { stdout } = await run('sh', ['-c', command], { env, timeout: 10_000 });
  return stdout;
}

test.runIf(needsPrograms('curl'))('curl, to another address', async () => {
  const headers = { authorization: 'Bearer env:KEY' };
  const options = { url: 'https://api.test/x', connectTo: server.address, ca, headers };
  expect(await paste(httpProbe, options)).toMatch(/^HTTP\/1\.1 200[\s\S]*hello$/);
  expect(seen.at(-1)).toEqual({ host: 'api.test', key: 'Bearer secret-of-the-shell' });
});

test.runIf(needsPrograms('curl'))('curl, under another name', async () => {
  const options = {
    url: 'https://hidden.test/',
    connectTo: server.address,
    ca,
    servername: 'other.test',
  };
  expect(await paste(httpProbe, options)).toContain('hello');
  expect(seen.at(-1)?.host).toBe('hidden.test');
});

test.runIf(needsPrograms('curl', 'dig'))('curl, through a stated resolver', async () => {
  const options = { url: `https://api.test:${server.port}/`, resolver: dns.address, ca };
  expect(await paste(httpProbe, options)).toContain('hello');
});

test.runIf(needsPrograms('openssl'))('openssl', async () => {
  const options = { address: 'api.test:443', connectTo: server.address, ca };
  const good = await paste(tlsProbe, options);
  expect(good).toContain('Verify return code: 0 (ok)');
  expect(good).toMatch(/CN ?= ?api\.test/);
  const wrong = await paste(tlsProbe, { ...options, servername: 'nobody.test' });
  expect(wrong).toMatch(/Verify return code: 62 \(hostname mismatch\)/i);
});

test.runIf(needsPrograms('openssl', 'dig'))('openssl, through a stated resolver', async () => {
  const options = { address: `api.test:${server.port}`, resolver: dns.address, ca };
  expect(await paste(tlsProbe, options)).toContain('Verify return code: 0 (ok)');
});

test.runIf(needsPrograms('dig'))('dig', async () => {
  const stdout = await paste(dnsProbe, { name: 'api.test', resolver: dns.address });
  expect(stdout).toMatch(/api\.test\.\s+7\s+IN\s+A\s+127\.0\.0\.1/);
  expect(stdout.match(/QUESTION SECTION/g)).toHaveLength(2);
});

test.runIf(needsPrograms('getent'))('getent', async () => {
  expect(await paste(dnsProbe, { name: 'localhost' })).toMatch(/127\.0\.0\.1|::1/);
});
