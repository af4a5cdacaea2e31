import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { statuspageProbe } from '../../../probes/statuspage/index.ts';
import { answering, freePort, listenHttp, listenTcp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const nowMs = Date.parse('2026-11-21T03:00:00.000Z');
const clock = { now: () => nowMs, monotonic: () => performance.now() };

const page = { id: 'p', name: 'Vendor', updated_at: '2026-11-21T02:57:00Z' };
const summary = {
  page,
  status: { indicator: 'minor', description: 'Partially Degraded Service' },
  components: [
    { id: 'c1', name: 'Chat API', status: 'major_outage', updated_at: '2026-11-21T02:50:00.000Z' },
    { id: 'c2', name: 'Login', status: 'operational' },
    { id: 'c3', name: 'New thing', status: 'sparkling' },
  ],
  incidents: [
    { name: 'Elevated <b>error</b> rates &amp; delays', status: 'investigating' },
    { name: 'Old one', status: 'resolved' },
  ],
};

async function look(handler: RequestListener | unknown, options: object = {}) {
  const serve: RequestListener =
    typeof handler === 'function'
      ? (handler as RequestListener)
      : (_, response) => response.end(JSON.stringify(handler));
  const listener = await listenHttp(serve);
  closing.push(() => listener.close());
  const all = { url: `http://${listener.address}`, ...options };
  return lookAt(statuspageProbe, all, { clock, deadlineMs: 1_000 });
}

describe('a page', () => {
  test('is asked for its summary, and its words become claims', async () => {
    const paths: (string | undefined)[] = [];
    const finding = await look(
      ((request, response) => {
        paths.push(request.url);
        response.end(JSON.stringify(summary));
      }) satisfies RequestListener,
      { components: { 'chat api': 'chat', c2: 'login', c3: 'new', Gone: 'gone' } },
    );
    expect(paths).toEqual(['/api/v2/summary.json']);
    expect(finding).toMatchObject({ outcome: 'ok', symptom: null });
    expect(finding.claims).toEqual([
      {
        who: 'status page',
        says: 'degraded',
        words: 'Partially Degraded Service: Elevated error rates & delays (investigating)',
        updatedAt: '2026-11-21T02:57:00.000Z',
      },
      {
        link: 'chat',
        who: 'status page',
        says: 'down',
        words: 'Chat API: major outage',
        updatedAt: '2026-11-21T02:50:00.000Z',
      },
      {
        link: 'login',
        who: 'status page',
        says: 'healthy',
        words: 'Login: operational',
        updatedAt: '2026-11-21T02:57:00.000Z',
      },
      {
        link: 'new',
        who: 'status page',
        says: 'unknown',
        words: 'New thing: sparkling',
        updatedAt: '2026-11-21T02:57:00.000Z',
      },
    ]);
    expect(finding.facts).toMatchObject({
      'statuspage.page': 'Vendor',
      'statuspage.incidents': 1,
      'statuspage.unknown_components': 'Gone',
    });
    expect(finding.measures).toEqual([{ name: 'statuspage.age', value: 180_000, unit: 'ms' }]);
  });

  test.each([
    ['none', 'healthy'],
    ['minor', 'degraded'],
    ['major', 'degraded'],
    ['critical', 'down'],
    ['maintenance', 'maintenance'],
    ['operational', 'healthy'],
    ['on fire', 'unknown'],
  ])('whose indicator is "%s" says %s', async (indicator, says) => {
    const finding = await look({ page, status: { indicator, description: 'words' } });
    expect(finding.claims?.[0]?.says).toBe(says);
    expect(finding.outcome).toBe('ok');
  });

  test('with parts missing or of another shape is read as far as it goes', async () => {
    const finding = await look({
      status: { indicator: 'none' },
      components: [null, 'x', { name: 'A', status: 'operational' }],
      incidents: 'many',
    });
    expect(finding.claims).toMatchObject([{ says: 'healthy', words: 'none', updatedAt: null }]);
    expect(finding.measures).toEqual([]);
  });

  test('from the future has no age', async () => {
    const late = { ...summary, page: { ...page, updated_at: '2030-01-01T00:00:00Z' } };
    expect((await look(late)).measures).toEqual([]);
  });

  test('with escapes in its words is shown, not obeyed', async () => {
    const evil = {
      page,
      status: { indicator: 'none', description: '\u001b]52;c;aGk=\u0007<a href="x">ok' },
    };
    const finding = await look(evil);
    expect(finding.claims?.[0]?.words).toBe('␛]52;c;aGk=␇ ok');
  });
});

describe('a page that cannot be read says nothing', () => {
  const unread = (symptom: string) => ({ outcome: 'unknown', symptom });

  test.each([
    [
      'an error',
      (_: unknown, response: { writeHead(code: number): { end(): void } }) =>
        response.writeHead(503).end(),
    ],
    [
      'another format',
      (_: unknown, response: { end(text: string): void }) => response.end('<html>'),
    ],
    ['other JSON', (_: unknown, response: { end(text: string): void }) => response.end('{"a":1}')],
  ])('because it is %s', async (what, handler) => {
    const symptom = what === 'an error' ? 'statuspage.unreachable' : 'statuspage.malformed';
    const finding = await look(handler);
    expect(finding).toMatchObject(unread(symptom));
    expect(finding.claims).toBeUndefined();
  });

  test('because nothing listens, or the answer breaks off, or is too long', async () => {
    const closed = await lookAt(statuspageProbe, { url: `http://127.0.0.1:${await freePort()}` });
    expect(closed).toMatchObject(unread('statuspage.unreachable'));
    expect(closed.evidence?.[0]).toContain('tcp.refused');
    const cut = await listenTcp(answering('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}'));
    closing.push(() => cut.close());
    expect(await lookAt(statuspageProbe, { url: `http://${cut.address}` })).toMatchObject(
      unread('statuspage.unreachable'),
    );
    const long = await look(((_, response) => {
      response.end(`{"a":"${'x'.repeat(3_000_000)}"}`);
    }) satisfies RequestListener);
    expect(long).toMatchObject(unread('statuspage.unreachable'));
  });
});

describe('options', () => {
  test('leave a stated summary alone, and become a curl command', () => {
    const command = (url: string) =>
      statuspageProbe.command(statuspageProbe.options.parse({ url }));
    expect(command('https://status.test/')).toBe(
      "curl -sS -L -H 'accept: application/json, application/rss+xml;q=0.9, */*;q=0.5' https://status.test/api/v2/summary.json",
    );
    expect(command('https://status.test/own.json')).toContain('https://status.test/own.json');
  });

  test('are never inferred', () => {
    const link = { id: 'l', kind: 'provider', needs: [], labels: {}, probes: [] } as const;
    expect(statuspageProbe.infer({ ...link, address: 'https://api.test' })).toBeNull();
  });
});
