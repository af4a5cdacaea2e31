import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tlsProbe } from '../../../probes/tls/index.ts';
import { type Identity, makeIdentity } from '../../support/certificates.ts';
import { startDnsServer } from '../../support/dns-server.ts';
import { answering, type Listener, listenOn, listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

let directory: string;
let root: Identity;
let good: Identity;
let ca: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink-tls-'));
  root = await makeIdentity({ subject: 'Test Root', authority: true, toDays: 3_650 });
  good = await makeIdentity({
    subject: 'api.test',
    issuer: root,
    dnsNames: ['api.test', '*.wild.test'],
    addresses: ['127.0.0.1'],
  });
  ca = join(directory, 'root.pem');
  await writeFile(ca, root.pem);
});
afterAll(() => rm(directory, { recursive: true }));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function keep(listener: Listener): Listener {
  closing.push(() => listener.close());
  return listener;
}

async function serving(identity: Identity, options: TlsOptions = {}): Promise<Listener> {
  const server = createServer({ key: identity.key, cert: identity.pem, ...options });
  // A server that never reads does not send its session ticket either.
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  return keep(await listenOn(server));
}

/** A look at a server with this identity, dialled as `api.test`. */
async function look(identity: Identity, options: object = {}, server: TlsOptions = {}) {
  const { port, address } = await serving(identity, server);
  const all = { address: `api.test:${port}`, connectTo: address, ca, ...options };
  return lookAt(tlsProbe, all, { deadlineMs: 3_000 });
}

const variant = (request: Partial<Parameters<typeof makeIdentity>[0]>) =>
  makeIdentity({ subject: 'api.test', issuer: root, dnsNames: ['api.test'], ...request });

describe('a good certificate', () => {
  test('is ok, and its facts are told', async () => {
    const finding = await look(good);
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(finding.summary).toBe('valid for 90 d (TLSv1.3)');
    expect(finding.facts).toMatchObject({
      'tls.protocol': 'TLSv1.3',
      'tls.cipher': 'TLS_AES_256_GCM_SHA384',
      'certificate.trusted': true,
      'certificate.subject': 'CN=api.test',
      'certificate.issuer': 'CN=Test Root',
      'certificate.chain_length': 2,
    });
    expect(finding.facts?.['certificate.serial']).toMatch(/^[0-9A-F]{16,}$/);
    expect(finding.facts?.['certificate.fingerprint']).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(finding.facts?.['certificate.not_after']).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(finding.measures).toContainEqual({
      name: 'certificate.days_left',
      value: 89,
      unit: 'd',
    });
    expect(finding.phases).toHaveProperty('tls');
  });

  test('fits its wildcard, its address and a stated servername', async () => {
    expect((await look(good, { servername: 'a.wild.test' })).outcome).toBe('ok');
    expect((await look(good, { servername: '127.0.0.1' })).outcome).toBe('ok');
    expect((await look(good, { servername: 'a.b.wild.test' })).symptom).toBe('tls.name_mismatch');
  });

  test('that expires soon is degraded', async () => {
    const finding = await look(await variant({ toDays: 10 }));
    expect(finding).toMatchObject({ outcome: 'degraded', symptom: 'tls.expiring' });
    expect((await look(await variant({ toDays: 10 }), { expiringDays: 5 })).outcome).toBe('ok');
  });

  test('under an intermediate that expires soon is degraded too', async () => {
    const middle = await variant({ subject: 'Middle', authority: true, dnsNames: [], toDays: 3 });
    const leaf = await variant({ issuer: middle });
    const finding = await look(leaf, {}, { cert: leaf.pem + middle.pem });
    expect(finding.symptom).toBe('tls.expiring');
    expect(finding.evidence?.[0]).toContain('CN=Middle expires on');
  });
});

describe('a bad certificate is', () => {
  test.each([
    ['expired', { toDays: -1, fromDays: -30 }, 'tls.expired'],
    ['not yet valid', { fromDays: 2 }, 'tls.not_yet_valid'],
    ['for another name', { dnsNames: ['other.test'] }, 'tls.name_mismatch'],
    ['without any name', { dnsNames: [], subject: 'nobody' }, 'tls.name_mismatch'],
  ] as const)('%s', async (_, request, symptom) => {
    const finding = await look(await variant(request));
    expect(finding).toMatchObject({ outcome: 'failed', symptom });
    expect(finding.facts).toMatchObject({
      'certificate.trusted': false,
      'certificate.issuer': 'CN=Test Root',
      'tls.protocol': 'TLSv1.3',
    });
  });

  test('expired and for another name at once', async () => {
    const finding = await look(await variant({ toDays: -1, fromDays: -9, dnsNames: ['b.test'] }));
    expect(finding).toMatchObject({ symptom: 'tls.expired', alsoSeen: ['tls.name_mismatch'] });
  });

  test('self-signed', async () => {
    const own = await makeIdentity({ subject: 'api.test', dnsNames: ['api.test'] });
    expect((await look(own)).symptom).toBe('tls.self_signed');
  });

  test('of an unknown authority, sent with it or not', async () => {
    const foreign = await makeIdentity({ subject: 'Foreign Root', authority: true });
    const leaf = await variant({ issuer: foreign });
    expect((await look(leaf)).symptom).toBe('tls.unknown_ca');
    expect((await look(leaf, {}, { cert: leaf.pem + foreign.pem })).symptom).toBe('tls.unknown_ca');
    const finding = await look(leaf);
    expect(finding.evidence?.[0]).toContain('issued by CN=Foreign Root');
  });

  test('sent without its intermediate', async () => {
    const middle = await variant({ subject: 'Middle', authority: true, dnsNames: [] });
    const leaf = await variant({ issuer: middle, issuerUrl: 'http://ca.test/middle.crt' });
    expect((await look(leaf)).symptom).toBe('tls.incomplete_chain');
    const whole = await look(leaf, {}, { cert: leaf.pem + middle.pem });
    expect(whole.outcome).toBe('ok');
  });

  test('of the system where no CA file is stated: unknown', async () => {
    expect((await look(good, { ca: undefined })).symptom).toBe('tls.unknown_ca');
  });
});

describe('a handshake fails', () => {
  test('on the protocol version', async () => {
    const finding = await look(good, { minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' });
    expect(finding.symptom).toBe('tls.protocol');
    const old = {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL@SECLEVEL=0',
    } as const;
    expect((await look(good, {}, old)).symptom).toBe('tls.protocol');
  });

  test('on the cipher', async () => {
    const ciphers = 'ADH-AES128-SHA@SECLEVEL=0';
    const finding = await look(good, {}, { maxVersion: 'TLSv1.2', ciphers });
    expect(finding.symptom).toBe('tls.cipher');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'for want of a client certificate over %s',
    async (v) => {
      const server = { requestCert: true, rejectUnauthorized: true, ca: root.pem, maxVersion: v };
      const finding = await look(good, {}, server);
      expect(finding).toMatchObject({ outcome: 'failed', symptom: 'tls.client_certificate' });
      expect(finding.facts?.['certificate.subject'] ?? 'CN=api.test').toBe('CN=api.test');
    },
  );

  const plain = async (serve: Parameters<typeof listenTcp>[0], deadlineMs = 2_000) => {
    const { address } = keep(await listenTcp(serve));
    return lookAt(tlsProbe, { address, ca }, { deadlineMs });
  };

  test.each([
    ['HTTP', answering('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['SSH', answering('SSH-2.0-OpenSSH_9.2\r\n')],
    ['SMTP', answering('220 mail.test ESMTP\r\n')],
  ])('because the peer speaks %s', async (_, serve) => {
    expect((await plain(serve)).symptom).toBe('tls.plaintext');
  });

  test('because the peer closes, resets, or says nothing', async () => {
    expect((await plain((socket) => socket.end())).symptom).toBe('tls.closed');
    const reset = await plain((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(reset.symptom).toBe('tls.reset');
    const silent = await plain(() => {}, 150);
    expect(silent.symptom).toBe('tls.timeout');
  });

  test('at the deadline of its phase', async () => {
    const { address } = keep(await listenOn(createPlainServer()));
    const options = { address, ca, phaseDeadlinesMs: { tls: 100 } };
    const finding = await lookAt(tlsProbe, options, { deadlineMs: 3_000 });
    expect(finding.symptom).toBe('tls.timeout');
    expect(finding.phases?.total).toBeLessThan(1_000);
  });

  test('because the CA file cannot be read: nobody else is blamed', async () => {
    const finding = await look(good, { ca: join(directory, 'missing.pem') });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.permission' });
    await writeFile(join(directory, 'not.pem'), 'no certificate');
    expect((await look(good, { ca: join(directory, 'not.pem') })).outcome).toBe('unknown');
  });
});

test('a CA file that changes is read anew within a second or so', async () => {
  const file = join(directory, 'changing.pem');
  const other = await makeIdentity({ subject: 'Other Root', authority: true });
  await writeFile(file, other.pem);
  expect((await look(good, { ca: file })).symptom).toBe('tls.unknown_ca');
  await writeFile(file, `${root.pem}\n`);
  const outcome = async () => (await look(good, { ca: file })).outcome;
  await expect.poll(outcome, { timeout: 20_000 }).toBe('ok');
});

test('a name is resolved by the stated resolver', async () => {
  const dns = await startDnsServer((name, type) => ({
    answers: type === 'A' ? [{ type: 'A', name, data: '127.0.0.1' }] : [],
  }));
  closing.push(() => dns.close());
  const { port } = await serving(good);
  const options = { address: `api.test:${port}`, resolver: dns.address, ca };
  expect((await lookAt(tlsProbe, options)).outcome).toBe('ok');
});

test('a subject with escapes is shown, not obeyed', async () => {
  const subject = [{ CN: ['\u001b]0;owned\u0007api'] }, { O: ['\u202eevil'] }];
  const finding = await look(await variant({ subject }));
  expect(finding.outcome).toBe('ok');
  expect(finding.facts?.['certificate.subject']).toContain('␛]0;owned␇api');
  expect(JSON.stringify(finding)).not.toMatch(/\\u001b|\u202e/);
});

describe('options', () => {
  const link = { id: 'c', kind: 'certificate', needs: [], labels: {}, probes: [] } as const;

  test.each([
    ['api.test:8443', 'api.test:8443'],
    ['api.test', 'api.test:443'],
    ['https://api.test/v1?x=1', 'api.test:443'],
    ['https://[::1]:8443/', '[::1]:8443'],
  ])('are inferred from %s', (address, expected) => {
    expect(tlsProbe.infer({ ...link, address })).toEqual({ address: expected });
    expect(tlsProbe.infer({ ...link, kind: 'gateway', address })).toBeNull();
  });

  test('become the command that makes the same handshake', () => {
    const command = (options: unknown) => tlsProbe.command(tlsProbe.options.parse(options));
    expect(command({ address: 'api.test:443' })).toBe(
      'openssl s_client -connect api.test:443 -servername api.test -verify_hostname api.test -showcerts </dev/null',
    );
    expect(
      command({
        address: 'api.test:443',
        connectTo: '127.0.0.1:9',
        ca: '/a b.pem',
        minVersion: 'TLSv1.3',
      }),
    ).toBe(
      "openssl s_client -connect 127.0.0.1:9 -servername api.test -verify_hostname api.test -CAfile '/a b.pem' -min_protocol TLSv1.3 -showcerts </dev/null",
    );
    expect(command({ address: '127.0.0.1:9' })).toContain('-noservername -verify_ip 127.0.0.1');
    expect(command({ address: 'api.test:9', resolver: '127.0.0.1:53' })).toContain(
      '-connect "$(dig +short @127.0.0.1 api.test | tail -n 1)":9',
    );
  });
});
