import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { httpProbe } from '../../../probes/http/index.ts';
import type { LookContext } from '../../../probes/probe.ts';
import { WeaklinkError } from '../../../src/platform/errors.ts';
import { type Identity, makeIdentity } from '../../support/certificates.ts';
import { startDnsServer } from '../../support/dns-server.ts';
import { answering, freePort, listenHttp, listenOn, listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

let directory: string;
let identity: Identity;
let ca: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink-http-'));
  identity = await makeIdentity({ subject: 'api.test', dnsNames: ['api.test'], authority: true });
  ca = join(directory, 'ca.pem');
  await writeFile(ca, identity.pem);
});
afterAll(() => rm(directory, { recursive: true }));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function keep<T extends { close(): Promise<void> }>(one: T): T {
  closing.push(() => one.close());
  return one;
}

const serve = async (handler: RequestListener) => keep(await listenHttp(handler));

const status = (code: number, body = '', headers: Record<string, string> = {}) =>
  ((_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(code, headers).end(body);
  }) satisfies RequestListener;

async function look(
  handler: RequestListener,
  options: object = {},
  context: Partial<LookContext> = {},
) {
  const { address } = await serve(handler);
  return lookAt(httpProbe, { url: `http://${address}/`, ...options }, context);
}

describe('a status', () => {
  test.each([
    [200, null],
    [204, null],
    [304, null],
    [400, 'http.400'],
    [401, 'http.401'],
    [403, 'http.403'],
    [404, 'http.404'],
    [408, 'http.408'],
    [413, 'http.413'],
    [418, 'http.4xx'],
    [429, 'http.429'],
    [500, 'http.500'],
    [501, 'http.5xx'],
    [502, 'http.502'],
    [503, 'http.503'],
    [504, 'http.504'],
    [507, 'http.507'],
    [529, 'http.529'],
  ])('%i gives %s', async (code, symptom) => {
    const finding = await look(status(code));
    expect(finding.symptom).toBe(symptom);
    expect(finding.summary).toMatch(new RegExp(`^${code} in \\d+ ms$`));
    expect(finding.facts?.['http.status']).toBe(code);
  });

  test('may be stated, single or as classes', async () => {
    expect((await look(status(404), { status: 404 })).outcome).toBe('ok');
    expect((await look(status(404), { status: ['2xx', '4xx'] })).outcome).toBe('ok');
    expect((await look(status(200), { status: 204 })).symptom).toBe('http.body_mismatch');
    expect((await look(status(304), { status: '2xx' })).symptom).toBe('http.3xx');
  });

  test('below 500 is life at an address that nobody said more about', async () => {
    const lenient = async (code: number, options: object = {}) => {
      const { address } = await serve(status(code));
      const url = `http://${address}/`;
      return (await lookAt(httpProbe, { url, anyAnswerAt: url, ...options })).symptom;
    };
    expect(await lenient(401)).toBeNull();
    expect(await lenient(502)).toBe('http.502');
    expect(await lenient(404, { path: '/x' })).toBe('http.404');
    expect(await lenient(401, { status: 200 })).toBe('http.401');
    expect(await lenient(404, { anyAnswerAt: 'http://another.test/' })).toBe('http.404');
  });

  test('of overload tells who said it, and when to come back', async () => {
    const headers = {
      'retry-after': '30',
      server: 'edge/1.0',
      via: '1.1 proxy',
      'x-request-id': 'r-1',
      'x-served-by': 'replica-b',
      'x-ratelimit-remaining-requests': '0',
    };
    const finding = await look(status(429, '{"error":"slow down"}', headers));
    expect(finding).toMatchObject({
      symptom: 'http.429',
      servedBy: 'replica-b',
      facts: {
        'http.retry_after': '30',
        'http.server': 'edge/1.0',
        'http.via': '1.1 proxy',
        'http.request_id': 'r-1',
        'http.x-ratelimit-remaining-requests': '0',
      },
    });
    expect(finding.evidence).toEqual([
      'status 429, expected is 2xx, 3xx, retry after 30',
      '{"error":"slow down"}',
    ]);
  });
});

describe('a body', () => {
  const json = '{"status":"ok","data":[{"id":"small","n":3}],"a":{"b":null}}';

  test.each([
    [{ contains: 'small' }, null],
    [{ contains: ['small', 'large'] }, 'http.body_mismatch'],
    [{ matches: '{"status":"ok"*}' }, null],
    [{ matches: '*small*small*' }, 'http.body_mismatch'],
    [{ json: { status: 'ok', 'data[0].id': 'small', 'data[0].n': 3, 'a.b': null } }, null],
    [{ json: { status: 'fine' } }, 'http.body_mismatch'],
    [{ json: { 'data[1].id': 'small' } }, 'http.body_mismatch'],
    [{ json: { 'constructor.name': 'Object' } }, 'http.body_mismatch'],
  ])('with the condition %j gives %s', async (body, symptom) => {
    expect((await look(status(200, json), { body })).symptom).toBe(symptom);
  });

  test('that is not the expected one is shown, with what was expected', async () => {
    const finding = await look(status(200, '<html>Login</html>'), { body: { json: { ok: true } } });
    expect(finding).toMatchObject({
      summary: expect.stringMatching(/^200 in \d+ ms, body mismatch$/),
      evidence: ['body is not JSON', '<html>Login</html>'],
    });
  });

  test('that is compressed although nobody asked is read, a bomb is not', async () => {
    const zip = (text: Buffer) => (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    };
    const body = { contains: 'small' };
    expect((await look(zip(Buffer.from(json)), { body })).outcome).toBe('ok');
    const bomb = await look(zip(Buffer.alloc(50_000_000)), { body });
    expect(bomb).toMatchObject({ outcome: 'degraded', symptom: 'http.body_too_large' });
    const broken = await look(status(200, 'no gzip', { 'content-encoding': 'gzip' }), { body });
    expect(broken.symptom).toBe('http.body_mismatch');
  });

  test('longer than the limit matters only where its content does', async () => {
    const long = status(200, 'x'.repeat(2_000_000));
    expect((await look(long)).outcome).toBe('ok');
    expect((await look(long, { bodyLimitBytes: 1_000 })).symptom).toBe('http.body_too_large');
    const late = await look(long, { body: { contains: 'y' } });
    expect([late.symptom, ...(late.alsoSeen ?? [])]).toContain('http.body_too_large');
  });

  test.each([
    ['deep', '['.repeat(100_000)],
    ['wide', `{${'"k":1,'.repeat(50_000)}"status":"ok"}`],
    ['with a prototype', '{"__proto__":{"status":"ok"}}'],
    ['with huge numbers', '{"status":1e999}'],
  ])('of JSON %s is judged all the same', async (_, text) => {
    const finding = await look(status(200, text), { body: { json: { status: 'ok' } } });
    expect([null, 'http.body_mismatch']).toContain(finding.symptom);
    expect(finding.outcome === 'ok').toBe(text.startsWith('{"k"'));
  });

  test('pattern costs no more than reading, whatever the text', async () => {
    const text = 'a'.repeat(500_000);
    const startMs = performance.now();
    const finding = await look(status(200, text), { body: { matches: `${'a*'.repeat(400)}b` } });
    expect(finding.symptom).toBe('http.body_mismatch');
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  test('that breaks off is told beside a bad status', async () => {
    const { address } = keep(
      await listenTcp(answering('HTTP/1.1 500 X\r\ncontent-length: 9\r\n\r\nabc')),
    );
    const finding = await lookAt(httpProbe, { url: `http://${address}/` });
    expect(finding).toMatchObject({ symptom: 'http.500', alsoSeen: ['http.truncated'] });
  });
});

describe('speed', () => {
  test('below the one allowed is degraded', async () => {
    const late: RequestListener = (_, response) => void setTimeout(() => response.end(), 40);
    expect(await look(late, { slowMs: 20 })).toMatchObject({
      outcome: 'degraded',
      symptom: 'http.slow',
      evidence: [expect.stringMatching(/^\d+ ms, allowed are 20 ms$/)],
    });
  });
});

describe('a redirect', () => {
  const to = (location: string) => status(302, '', { location });

  test('is followed to its end, the phases summed', async () => {
    const paths: (string | undefined)[] = [];
    const finding = await look((request, response) => {
      paths.push(request.url);
      if (request.url === '/') response.writeHead(301, { location: '/a' }).end();
      else if (request.url === '/a') response.writeHead(307, { location: 'b?x=1' }).end();
      else response.end('done');
    });
    expect(paths).toEqual(['/', '/a', '/b?x=1']);
    expect(finding.outcome).toBe('ok');
    expect(finding.facts).toMatchObject({ 'http.redirects': 2, 'http.status': 200 });
    const { total = 0, ...parts } = finding.phases ?? {};
    expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(total);
  });

  test('in a circle ends', async () => {
    const finding = await look(to('/'));
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'http.redirect_loop' });
  });

  test('is an answer where none is to be followed', async () => {
    const finding = await look(to('/x'), { redirects: 0, status: 302 });
    expect(finding).toMatchObject({ outcome: 'ok', facts: { 'http.location': '/x' } });
  });

  test('to another host takes no secret with it', async () => {
    let got: IncomingMessage['headers'] = {};
    const other = await serve((request, response) => {
      got = request.headers;
      response.end();
    });
    const headers = { authorization: 'Bearer env:KEY', 'x-trace': 'me', cookie: 'env:KEY' };
    const finding = await look(
      to(`http://${other.address}/`),
      { headers },
      { secret: async () => 'v' },
    );
    expect(finding.outcome).toBe('ok');
    expect(got).toMatchObject({ 'x-trace': 'me', host: other.address });
    expect(got).not.toHaveProperty('authorization');
    expect(got).not.toHaveProperty('cookie');
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://0xa9fea9fe/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://metadata.google.internal/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:70/',
    'data:text/plain,x',
    'http://%zz/',
  ])('to %s is refused', async (location) => {
    const finding = await look(to(location));
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'http.redirect_refused' });
  });

  test('to an address that only its name hides is refused', async () => {
    const dns = keep(
      await startDnsServer((name, type) => ({
        answers: type === 'A' ? [{ type: 'A', name, data: '169.254.169.254' }] : [],
      })),
    );
    const finding = await look(to('http://innocent.test/'), { resolver: dns.address });
    expect(finding.symptom).toBe('http.redirect_refused');
    expect(finding.evidence?.join()).toContain('169.254.169.254 is link-local');
  });

  test('to a host that the options name is followed', async () => {
    const options = { redirectTo: ['169.254.169.254'], phaseDeadlinesMs: { connect: 50 } };
    const finding = await look(to('http://169.254.169.254:1/'), options, { deadlineMs: 300 });
    expect(finding.symptom).not.toBe('http.redirect_refused');
  });
});

describe('a header', () => {
  const secret = async (reference: string) => {
    if (reference === 'env:KEY') return 'canary-secret';
    throw new WeaklinkError({
      code: 'E_SECRET',
      message: `${reference} is not set`,
      hint: 'Set it.',
    });
  };

  test('carries a secret by reference', async () => {
    let got: string | undefined;
    const handler: RequestListener = (request, response) => {
      got = request.headers.authorization;
      response.end();
    };
    await look(handler, { headers: { Authorization: 'Bearer env:KEY' } }, { secret });
    expect(got).toBe('Bearer canary-secret');
  });

  test('whose secret cannot be read blames nobody', async () => {
    const headers = { authorization: 'Bearer env:MISSING' };
    expect(await look(status(200), { headers }, { secret })).toMatchObject({
      outcome: 'unknown',
      symptom: 'self.secret',
      evidence: ['env:MISSING is not set', 'Set it.'],
    });
    const broken = await look(status(200), { headers }, { secret: async () => 'a\nb' });
    expect(broken).toMatchObject({ outcome: 'unknown', symptom: 'self.secret' });
  });

  test.each([
    { authorization: 'Bearer sk-123' },
    { 'x-api-key': 'plain' },
    { cookie: 'a=b' },
    { 'content-length': '5' },
    { 'bad header': 'x' },
    { '$(id)': 'x' },
    { ok: 'a\r\nb: c' },
  ])('%j is refused', (headers) => {
    expect(httpProbe.options.safeParse({ url: 'http://a.test/', headers }).success).toBe(false);
  });
});

describe('over TLS', () => {
  const serveTls = async () => {
    const options = { key: identity.key, cert: identity.pem };
    const requests: string[] = [];
    const server = createHttpsServer(options, (request, response) => {
      requests.push(request.headers.host ?? '');
      response.end('ok');
    });
    return { requests, ...keep(await listenOn(server)) };
  };

  test('is asked under its name at the stated address', async () => {
    const { requests, address } = await serveTls();
    const finding = await lookAt(httpProbe, { url: 'https://api.test/', connectTo: address, ca });
    expect(finding).toMatchObject({
      outcome: 'ok',
      facts: { 'tls.protocol': 'TLSv1.3', 'certificate.subject': 'CN=api.test' },
    });
    expect(Object.keys(finding.phases ?? {})).toContain('tls');
    expect(requests).toEqual(['api.test']);
  });

  test('is not asked where the certificate is not to be trusted', async () => {
    const { requests, address } = await serveTls();
    const options = { url: 'https://other.test/', connectTo: address, ca };
    const finding = await lookAt(httpProbe, options);
    expect(finding).toMatchObject({ outcome: 'failed', symptom: 'tls.name_mismatch' });
    expect(finding.facts).toMatchObject({ 'certificate.subject': 'CN=api.test' });
    expect((await lookAt(httpProbe, { ...options, ca: undefined })).symptom).toBe(
      'tls.self_signed',
    );
    const named = await lookAt(httpProbe, { ...options, servername: 'api.test' });
    expect(named.outcome).toBe('ok');
    expect(requests).toEqual(['other.test']);
  });

  test('is told from plain HTTP in both directions', async () => {
    const { address } = await serveTls();
    const plain = await lookAt(httpProbe, { url: `http://${address}/` });
    expect(['http.closed', 'http.malformed', 'http.reset']).toContain(plain.symptom);
    const listener = await serve(status(200));
    const secure = await lookAt(httpProbe, { url: `https://${listener.address}/`, ca });
    expect(secure.symptom).toBe('tls.plaintext');
  });

  test('asked for a client certificate after the handshake says so', async () => {
    const options = { key: identity.key, cert: identity.pem, requestCert: true, ca: identity.pem };
    const server = createHttpsServer(options, status(200));
    const { address } = keep(await listenOn(server));
    const finding = await lookAt(httpProbe, { url: 'https://api.test/', connectTo: address, ca });
    expect(finding.symptom).toBe('tls.client_certificate');
  });
});

describe('before the connection', () => {
  test('every layer has its own symptom', async () => {
    const port = await freePort();
    expect((await lookAt(httpProbe, { url: `http://127.0.0.1:${port}/` })).symptom).toBe(
      'tcp.refused',
    );
    const dns = keep(
      await startDnsServer((name) => ({ rcode: name.startsWith('no') ? 'NXDOMAIN' : 'SERVFAIL' })),
    );
    const named = (host: string) =>
      lookAt(httpProbe, { url: `http://${host}/`, resolver: dns.address });
    expect((await named('no.test')).symptom).toBe('dns.nxdomain');
    expect((await named('broken.test')).symptom).toBe('dns.servfail');
  });
});

describe('options', () => {
  const link = { id: 'l', kind: 'service', needs: [], labels: {}, probes: [] } as const;

  test.each([
    ['service', 'https://api.test/v1', 'https://api.test/v1'],
    ['inference-server', 'http://gpu.test:8000/v1', 'http://gpu.test:8000/health'],
    ['store', 's3://bucket', undefined],
    ['service', 'db.test:5432', undefined],
    ['certificate', 'https://api.test', undefined],
  ] as const)('of a %s at %s are inferred', (kind, address, url) => {
    const expected = url === undefined ? null : { url, anyAnswerAt: url };
    expect(httpProbe.infer({ ...link, kind, address })).toEqual(expected);
  });

  test.each([
    'ftp://a.test/',
    'http://user:secret@a.test/',
    'a.test',
    'file:///etc/passwd',
    'http://',
  ])('%s is no target', (target) => {
    expect(() => httpProbe.fromTarget(target)).toThrow(
      expect.objectContaining({ code: 'E_TARGET' }),
    );
    expect(httpProbe.options.safeParse({ url: target }).success).toBe(false);
  });

  test('say how far the look reaches', () => {
    const reach = (options: object) =>
      httpProbe.reach(httpProbe.options.parse({ url: 'http://a.test/', ...options }));
    expect([reach({}), reach({ through: true })]).toEqual(['access', 'through']);
  });

  test.each([
    [{}, 'curl -sS -i -L --max-redirs 5 http://a.test/x'],
    [{ path: '/y z' }, 'curl -sS -i -L --max-redirs 5 http://a.test/y%20z'],
    [{ method: 'HEAD', redirects: 0 }, 'curl -sS -i --head http://a.test/x'],
    [
      { headers: { authorization: 'Bearer env:KEY', 'x-b': "it's" }, redirects: 0 },
      `curl -sS -i -H "authorization: Bearer $KEY" -H 'x-b: it'\\''s' http://a.test/x`,
    ],
    [
      { headers: { 'x-key': 'file:/run/key' }, redirects: 0 },
      'curl -sS -i -H "x-key: $(cat /run/key)" http://a.test/x',
    ],
    [
      { url: 'https://a.test/', connectTo: '127.0.0.1:8443', ca: '/ca.pem', redirects: 0 },
      'curl -sS -i --cacert /ca.pem --connect-to a.test:443:127.0.0.1:8443 https://a.test/',
    ],
    [
      { url: 'https://a.test/', servername: 'b.test', redirects: 0 },
      "curl -sS -i -H 'Host: a.test' --connect-to b.test:443:a.test:443 https://b.test/",
    ],
    [
      { resolver: '127.0.0.1:53', redirects: 0 },
      'curl -sS -i --resolve a.test:80:"$(dig +short @127.0.0.1 a.test | tail -n 1)" http://a.test/x',
    ],
  ])('%j become a curl command', (options, command) => {
    const parsed = httpProbe.options.parse({ url: 'http://a.test/x', ...options });
    expect(httpProbe.command(parsed)).toBe(command);
  });
});

describe('watched values', () => {
  const watch = ['features.beta', 'limits[0]', 'nowhere', 'revision'];
  const document = { features: { beta: true }, limits: [{ rpm: 60 }], revision: 'a\u001b[1mb' };

  test('of the JSON of the answer are facts', async () => {
    const { facts } = await look(status(200, JSON.stringify(document)), { watch });
    expect(facts).toMatchObject({
      'watched.features.beta': true,
      'watched.limits[0]': '{"rpm":60}',
      'watched.revision': 'a␛[1mb',
    });
    expect(facts).not.toHaveProperty(['watched.nowhere']);
  });

  test.each([
    ['is no JSON', status(200, '<html>')],
    ['is packed wrongly', status(200, 'x', { 'content-encoding': 'gzip' })],
  ])('are missing, and nothing else, where the body %s', async (_, handler) => {
    const { outcome, facts } = await look(handler, { watch });
    expect(outcome).toBe('ok');
    expect(Object.keys(facts ?? {}).join()).not.toContain('watched');
  });

  test('of a bad answer are told, too', async () => {
    const finding = await look(status(503, JSON.stringify(document)), { watch });
    expect(finding.symptom).toBe('http.503');
    expect(finding.facts).toMatchObject({ 'watched.features.beta': true });
  });

  test('must be at paths', () => {
    expect(() => httpProbe.options.parse({ url: 'http://a', watch: ['$.x'] })).toThrow();
  });
});
