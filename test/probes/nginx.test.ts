import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpProbe } from '../../probes/http/index.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { makeIdentity } from '../support/certificates.ts';
import { freePort } from '../support/listeners.ts';
import { lookAt } from '../support/look-at.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';

/** The probes against a server that we did not write. */
describe.runIf(needsPrograms('nginx'))('nginx', () => {
  let directory: string;
  let ca: string;
  let nginx: Nginx;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'weaklink-nginx-test-'));
    const root = await makeIdentity({ subject: 'Root', authority: true });
    const leaf = await makeIdentity({ subject: 'api.test', issuer: root, dnsNames: ['api.test'] });
    ca = join(directory, 'ca.pem');
    await writeFile(ca, root.pem);
    nginx = await startNginx(
      `location = /health { return 200 '{"status":"ok"}'; }
       location = /old { return 301 /health; }
       location = /busy { return 503 'later'; }
       location = /behind { proxy_pass http://127.0.0.1:${await freePort()}; }
       location = /gone { return 444; }`,
      leaf,
    );
  });
  afterAll(async () => {
    await nginx.close();
    await rm(directory, { recursive: true });
  });

  const plain = (path: string, more: object = {}) =>
    lookAt(httpProbe, { url: `http://127.0.0.1:${nginx.port}${path}`, ...more });
  const secure = (path: string) =>
    lookAt(httpProbe, {
      url: `https://api.test${path}`,
      connectTo: `127.0.0.1:${nginx.tlsPort}`,
      ca,
    });

  test('answers in plain and over TLS', async () => {
    const body = { json: { status: 'ok' } };
    expect(await plain('/health', { body })).toMatchObject({
      outcome: 'ok',
      facts: { 'http.server': expect.stringContaining('nginx') },
    });
    expect(await secure('/health')).toMatchObject({
      outcome: 'ok',
      facts: { 'tls.protocol': 'TLSv1.2', 'certificate.subject': 'CN=api.test' },
    });
  });

  test.each([
    ['/old', null],
    ['/missing', 'http.404'],
    ['/busy', 'http.503'],
    ['/behind', 'http.502'],
    ['/gone', 'http.closed'],
  ])('%s gives %s both ways', async (path, symptom) => {
    expect((await plain(path)).symptom).toBe(symptom);
    expect((await secure(path)).symptom).toBe(symptom);
  });

  test('tells plain and TLS ports apart', async () => {
    const crossed = await lookAt(httpProbe, { url: `http://127.0.0.1:${nginx.tlsPort}/` });
    expect(crossed).toMatchObject({ symptom: 'http.400' });
    const handshake = await lookAt(tlsProbe, { address: `127.0.0.1:${nginx.port}` });
    expect(handshake.symptom).toBe('tls.plaintext');
    const old = { address: `127.0.0.1:${nginx.tlsPort}`, minVersion: 'TLSv1.3' };
    expect((await lookAt(tlsProbe, old)).symptom).toBe('tls.protocol');
  });
});
