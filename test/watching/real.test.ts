import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { dnsProbe } from '../../probes/dns/index.ts';
import { fileProbe } from '../../probes/file/index.ts';
import { gpuProbe } from '../../probes/gpu/index.ts';
import { httpProbe } from '../../probes/http/index.ts';
import { processProbe } from '../../probes/process/index.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { makeIdentity } from '../support/certificates.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { fakeSmi, smiDocument } from '../support/fake-smi.ts';
import { type Listener, listenOn } from '../support/listeners.ts';
import { lookAt } from '../support/look-at.ts';
import { scratch } from '../support/scratch.ts';
import { watching } from './watching.ts';

/* Real looks at real servers, files and processes that change between the looks. */

function closing(listener: Listener): Listener {
  onTestFinished(() => listener.close());
  return listener;
}

test('a certificate that is renewed, by the same authority and by another', async () => {
  const root = await makeIdentity({ subject: 'First Root', authority: true });
  const other = await makeIdentity({ subject: 'Second Root', authority: true });
  const issue = (issuer: typeof root) =>
    makeIdentity({ subject: 'api.test', issuer, dnsNames: ['api.test'] });
  const first = await issue(root);
  const server = createTlsServer({ key: first.key, cert: first.pem });
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  const { port, address } = closing(await listenOn(server));
  const ca = join(await scratch(), 'ca.pem');
  await writeFile(ca, root.pem + other.pem);
  const look = watching('tls', () =>
    lookAt(tlsProbe, { address: `api.test:${port}`, connectTo: address, ca }),
  );
  expect([await look(), await look()]).toEqual([[], []]);
  const second = await issue(root);
  server.setSecureContext({ key: second.key, cert: second.pem });
  expect(await look()).toEqual([expect.stringMatching(/^certificate\.serial: \w+ → \w+$/)]);
  const third = await issue(other);
  server.setSecureContext({ key: third.key, cert: third.pem });
  expect(await look()).toEqual([
    expect.stringMatching(/^certificate\.serial: /),
    'certificate.issuer: CN=First Root → CN=Second Root',
  ]);
});

test('a name that moves, and one whose answers take turns', async () => {
  let addresses = [['10.0.0.1', '10.0.0.2']];
  let asked = 0;
  const server = await startDnsServer((name, type) => {
    const answers = type === 'A' ? (addresses[asked++ % addresses.length] ?? []) : [];
    return { answers: answers.map((data) => ({ type: 'A' as const, name, data, ttl: 1 })) };
  });
  onTestFinished(() => server.close());
  const look = watching('dns', () =>
    lookAt(dnsProbe, { name: 'api.test', resolver: server.address }),
  );
  expect(await look()).toEqual([]);
  addresses = [['10.0.0.2', '10.0.0.1']];
  expect(await look()).toEqual([]);
  addresses = [['192.0.2.1']];
  expect(await look()).toEqual(['dns.answer: 10.0.0.1, 10.0.0.2 → 192.0.2.1']);
  addresses = [['192.0.2.1'], ['10.0.0.1', '10.0.0.2']];
  expect([await look(), await look(), await look()]).toEqual([[], [], []]);
});

test('a flag, a quota and a version that a server tells', async () => {
  let beta = false;
  let headers: Record<string, string> = { server: 'uvicorn', 'x-ratelimit-limit-requests': '100' };
  const server = createHttpServer((_, response) => {
    response.writeHead(200, { ...headers, 'x-ratelimit-remaining-requests': `${Math.random()}` });
    response.end(JSON.stringify({ features: { beta } }));
  });
  const { address } = closing(await listenOn(server));
  const look = watching('http', () =>
    lookAt(httpProbe, { url: `http://${address}/`, watch: ['features.beta'] }),
  );
  expect([await look(), await look()]).toEqual([[], []]);
  beta = true;
  expect(await look()).toEqual(['flag features.beta: false → true']);
  headers = { server: 'uvicorn/2', 'x-ratelimit-limit-requests': '10' };
  expect(await look()).toEqual([
    'quota x-ratelimit-limit-requests: 100 → 10',
    'service.version: uvicorn → uvicorn/2',
  ]);
});

test('a configuration file that is edited', async () => {
  const path = join(await scratch(), 'config.yaml');
  await writeFile(path, 'batch: 8\n');
  const look = watching('file', () => lookAt(fileProbe, { path }));
  expect([await look(), await look()]).toEqual([[], []]);
  await writeFile(path, 'batch: 16\n');
  expect(await look()).toEqual([
    expect.stringMatching(/^file\.content \/.*config\.yaml: [0-9a-f]{16} → [0-9a-f]{16}$/),
  ]);
});

test('a driver that is updated', async () => {
  const old = await fakeSmi(smiDocument());
  const updated = await fakeSmi(smiDocument().replaceAll('580.95.05', '590.10.01'));
  let binary = old;
  const look = watching('gpu', () =>
    lookAt(gpuProbe, { binary, kernelLog: '/dev/null' }, { deadlineMs: 4_000 }),
  );
  expect([await look(), await look()]).toEqual([[], []]);
  binary = updated;
  expect(await look()).toEqual(['gpu.driver: 580.95.05 → 590.10.01']);
});

test('a process that is restarted', async () => {
  const { spawn } = await import('node:child_process');
  const start = () => spawn('sleep', ['4321.25'], { stdio: 'ignore' });
  let sleeper = start();
  onTestFinished(() => void sleeper.kill('SIGKILL'));
  const look = watching('process', () =>
    lookAt(processProbe, { name: 'sleep', match: ['4321.25'] }),
  );
  expect([await look(), await look()]).toEqual([[], []]);
  sleeper.kill('SIGKILL');
  await new Promise((resolve) => sleeper.once('exit', resolve));
  expect(await look()).toEqual([]);
  sleeper = start();
  expect(await look()).toEqual([expect.stringMatching(/^process\.start: /)]);
});
