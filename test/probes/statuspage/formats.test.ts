import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { statuspageProbe } from '../../../probes/statuspage/index.ts';
import { listenHttp } from '../../support/listeners.ts';
import { lookAt } from '../../support/look-at.ts';

/** Feeds as the clouds serve them; the incidents are made up, their form is not. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const nowMs = Date.parse('2026-11-22T02:00:00.000Z');
const clock = { now: () => nowMs, monotonic: () => performance.now() };

interface Served {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

async function serve(handler: RequestListener): Promise<string> {
  const listener = await listenHttp(handler);
  closing.push(() => listener.close());
  return `http://${listener.address}`;
}

async function look({ body, headers = {} }: Served, options: object = {}) {
  const url = await serve((_, response) => response.writeHead(200, headers).end(body));
  return lookAt(statuspageProbe, { url, ...options }, { clock, deadlineMs: 10_000 });
}

const seconds = (iso: string) => Date.parse(iso) / 1_000;

const awsEvents = [
  {
    date: `${seconds('2026-11-22T01:00:00Z')}`,
    arn: 'arn:aws:health:us-east-1::event/MULTIPLE_SERVICES/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE/FAKE1',
    region_name: 'N. Virginia',
    status: '2',
    service: 'multipleservices-us-east-1',
    service_name: 'Multiple services',
    summary: 'Increased Error Rates',
    event_log: [
      {
        summary: 'Increased Error Rates',
        message: 'We are investigating …',
        status: 1,
        timestamp: seconds('2026-11-22T01:00:00Z'),
      },
      {
        summary: 'Increased Error Rates',
        message: 'We continue …',
        status: 2,
        timestamp: seconds('2026-11-22T01:45:00Z'),
      },
    ],
    impacted_services: {
      'bedrock-us-east-1': { service_name: 'Amazon Bedrock', current: '3', max: '3' },
      'ec2-us-east-1': { service_name: 'Amazon Elastic Compute Cloud', current: '0', max: '2' },
    },
  },
  {
    date: `${seconds('2026-03-01T12:51:25Z')}`,
    arn: 'arn:aws:health:me-central-1::event/MULTIPLE_SERVICES/AWS_MULTIPLE_SERVICES_OPERATIONAL_ISSUE/FAKE2',
    region_name: 'UAE',
    status: '3',
    service: 'multipleservices-me-central-1',
    service_name: 'Multiple services',
    summary: 'Region Availability',
    event_log: [],
    impacted_services: {},
  },
];

function utf16(text: string, order: 'big' | 'little', hasMark: boolean): Buffer {
  const bytes = Buffer.from(`${hasMark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return order === 'big' ? bytes.swap16() : bytes;
}

describe('public events of AWS', () => {
  const headers = { 'content-type': 'application/json;charset=utf-16' };

  test.each([
    ['big', true],
    ['little', true],
    ['big', false],
    ['little', false],
  ] as const)('in UTF-16, %s end first, marked: %s', async (order, hasMark) => {
    const body = utf16(JSON.stringify(awsEvents), order, hasMark);
    const finding = await look(
      { body, headers },
      {
        regions: ['us-east-1'],
        components: { bedrock: 'models', 'ec2-us-east-1': 'hosts', S3: 'store' },
      },
    );
    expect(finding.claims).toEqual([
      {
        who: 'status page',
        says: 'degraded',
        words: '1 open: Multiple services (N. Virginia): Increased Error Rates (degradation)',
        updatedAt: '2026-11-22T01:45:00.000Z',
      },
      {
        link: 'models',
        who: 'status page',
        says: 'down',
        words: 'Amazon Bedrock: disruption',
        updatedAt: '2026-11-22T01:45:00.000Z',
      },
      {
        link: 'hosts',
        who: 'status page',
        says: 'healthy',
        words: 'Amazon Elastic Compute Cloud: resolved',
        updatedAt: '2026-11-22T01:45:00.000Z',
      },
      {
        link: 'store',
        who: 'status page',
        says: 'healthy',
        words: 'S3: no open incident',
        updatedAt: '2026-11-22T01:45:00.000Z',
      },
    ]);
    expect(finding.measures).toEqual([{ name: 'statuspage.age', value: 900_000, unit: 'ms' }]);
  });

  test('a region elsewhere does not count, and one day or another one always burns', async () => {
    const body = utf16(JSON.stringify(awsEvents), 'big', true);
    const all = await look({ body, headers });
    expect(all.claims?.[0]).toMatchObject({
      says: 'down',
      words: expect.stringMatching(/^2 open/),
    });
    const near = await look({ body, headers }, { regions: ['eu-central-1'] });
    expect(near.claims?.[0]).toMatchObject({
      says: 'healthy',
      words: 'no open incident',
      updatedAt: null,
    });
    expect(near.measures).toEqual([]);
  });

  test('nothing open', async () => {
    const finding = await look({
      body: utf16('[]', 'big', true),
      headers: { ...headers, 'last-modified': 'Sun, 22 Nov 2026 01:59:00 GMT' },
    });
    expect(finding.claims).toEqual([
      {
        who: 'status page',
        says: 'healthy',
        words: 'no open incident',
        updatedAt: '2026-11-22T01:59:00.000Z',
      },
    ]);
  });
});

const gcpIncidents = [
  {
    id: 'fake1',
    number: '1',
    begin: '2026-11-22T01:00:00+00:00',
    created: '2026-11-22T01:10:00+00:00',
    end: null,
    modified: '2026-11-22T01:30:00+00:00',
    external_desc: '**Title:**\nVertex Gemini API: elevated 429 and 503',
    updates: [],
    most_recent_update: {
      created: '2026-11-22T01:30:00+00:00',
      modified: '2026-11-22T01:30:00+00:00',
      when: '2026-11-22T01:30:00+00:00',
      text: 'We are investigating.',
      status: 'SERVICE_DISRUPTION',
      affected_locations: [],
    },
    status_impact: 'SERVICE_DISRUPTION',
    severity: 'medium',
    service_key: 'zall',
    service_name: 'Multiple Products',
    affected_products: [{ title: 'Vertex Gemini API', id: 'Z0FZJAMvEB4j3NbCJs6B' }],
    uri: 'incidents/fake1',
    currently_affected_locations: [{ title: 'Iowa (us-central1)', id: 'us-central1' }],
    previously_affected_locations: [],
  },
  {
    id: 'fake2',
    begin: '2026-11-01T01:00:00+00:00',
    end: '2026-11-01T03:00:00+00:00',
    external_desc: 'Old',
    status_impact: 'SERVICE_OUTAGE',
    service_name: 'Cloud Storage',
    affected_products: [{ title: 'Cloud Storage', id: 'fake' }],
  },
];

describe('incidents of Google Cloud', () => {
  const body = JSON.stringify(gcpIncidents);

  test('an open one speaks for its products; one with an end for nothing', async () => {
    const components = { 'vertex gemini api': 'models', 'Cloud Storage': 'store' };
    const finding = await look({ body }, { components });
    expect(finding.claims).toEqual([
      {
        who: 'status page',
        says: 'degraded',
        words: '1 open: Title: Vertex Gemini API: elevated 429 and 503 (service disruption)',
        updatedAt: '2026-11-22T01:30:00.000Z',
      },
      {
        link: 'models',
        who: 'status page',
        says: 'degraded',
        words: 'Vertex Gemini API: service disruption',
        updatedAt: '2026-11-22T01:30:00.000Z',
      },
      expect.objectContaining({ link: 'store', says: 'healthy' }),
    ]);
  });

  test.each([
    [{ regions: ['us-central1'] }, 'degraded'],
    [{ regions: ['europe-west4'] }, 'healthy'],
    [{ services: ['Vertex Gemini API'] }, 'degraded'],
    [{ services: ['Cloud Storage'] }, 'healthy'],
    [{ format: 'gcp' }, 'degraded'],
  ])('%j', async (options, says) => {
    expect((await look({ body }, options)).claims?.[0]?.says).toBe(says);
  });

  test('stated, and in another format', async () => {
    expect(await look({ body }, { format: 'aws' })).toMatchObject({
      outcome: 'unknown',
      symptom: 'statuspage.malformed',
    });
  });
});

const rss = (title: string, ...items: readonly string[]) =>
  `<?xml version="1.0" encoding="utf-8"?><rss xmlns:a10="http://www.w3.org/2005/Atom" version="2.0"><channel><title>${title}</title><link>https://azure.status.microsoft/en-us/status/</link><description>${title}</description><language>en-US</language><lastBuildDate>Sun, 22 Nov 2026 01:58:00 Z</lastBuildDate>${items.join('')}</channel></rss>`;
const item = (title: string, at: string, description: string, ...categories: readonly string[]) =>
  `<item><guid isPermaLink="false">fake</guid>${categories.map((one) => `<category>${one}</category>`).join('')}<title>${title}</title><description>${description}</description><pubDate>${at}</pubDate></item>`;

describe('feeds in RSS', () => {
  test("Azure's, with nothing open", async () => {
    const finding = await look({ body: rss('Azure Status') });
    expect(finding.claims).toEqual([
      {
        who: 'status page',
        says: 'healthy',
        words: 'no open incident',
        updatedAt: '2026-11-22T01:58:00.000Z',
      },
    ]);
    expect(finding.measures).toEqual([{ name: 'statuspage.age', value: 120_000, unit: 'ms' }]);
  });

  const azure = rss(
    'Azure Status',
    item(
      'Azure OpenAI Service - Sweden Central - Investigating',
      'Sun, 22 Nov 2026 01:20:00 Z',
      '&lt;p&gt;&lt;strong&gt;Impact statement:&lt;/strong&gt; Starting at 00:50 UTC …&lt;/p&gt;',
      'Azure OpenAI Service',
      'Sweden Central',
    ),
    item('Storage - West Europe - Mitigated', 'Sun, 22 Nov 2026 00:20:00 Z', 'x', 'Storage'),
  );

  test.each([
    [{}, 'degraded'],
    [{ regions: ['Sweden Central'] }, 'degraded'],
    [{ regions: ['West Europe'] }, 'healthy'],
    [{ services: ['Azure OpenAI'] }, 'degraded'],
    [{ services: ['Storage'] }, 'healthy'],
  ])("Azure's, with one open and one mitigated: %j", async (options, says) => {
    expect((await look({ body: azure }, options)).claims?.[0]?.says).toBe(says);
  });

  test('the components of a chain are found by their category', async () => {
    const components = { 'azure openai service': 'models', Storage: 'store' };
    expect((await look({ body: azure }, { components })).claims?.slice(1)).toMatchObject([
      { link: 'models', says: 'degraded' },
      { link: 'store', says: 'healthy' },
    ]);
  });

  test.each([
    ['Performance issues: Increased API error rates', 'degraded'],
    ['Service disruption: Increased API error rates', 'down'],
    ['Service is operating normally: [RESOLVED] Increased API error rates', 'healthy'],
  ])("AWS's of one service is a history, whose newest item counts: %s", async (title, says) => {
    const body = rss(
      'Amazon Bedrock (N. Virginia) Service Status',
      item('Service disruption: old', 'Sat, 21 Nov 2026 01:00:00 PST', 'old'),
      item(title, 'Sat, 21 Nov 2026 17:00:00 PST', 'new'),
    );
    expect((await look({ body })).claims?.[0]?.says).toBe(says);
  });

  test('an entity that would grow does not', async () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(1_000)}"><!ENTITY b "${'&a;'.repeat(1_000)}">]>`;
    const body = rss('Azure Status', item('&b;', 'Sun, 22 Nov 2026 01:20:00 Z', '&b;')).replace(
      '<rss',
      `${bomb}<rss`,
    );
    const finding = await look({ body });
    expect(JSON.stringify(finding).length).toBeLessThan(5_000);
  });
});

test('incident.io serves the format of Statuspage, with null where it has no incident', async () => {
  const body = JSON.stringify({
    page: {
      id: 'f',
      name: 'Vendor',
      url: 'https://status.vendor.test',
      updated_at: '2026-11-22T01:59:00Z',
    },
    status: { indicator: 'none', description: 'All Systems Operational' },
    components: [{ id: 'c', name: 'Chat API', status: 'operational', updated_at: null }],
    incidents: null,
    scheduled_maintenances: null,
  });
  const finding = await look({ body }, { components: { 'Chat API': 'models' } });
  expect(finding.claims).toMatchObject([
    { says: 'healthy', words: 'All Systems Operational' },
    { link: 'models', says: 'healthy', updatedAt: '2026-11-22T01:59:00.000Z' },
  ]);
});

describe('asked again', () => {
  const page = (description: string) =>
    JSON.stringify({
      page: { name: 'Vendor', updated_at: '2026-11-22T01:59:00Z' },
      status: { indicator: 'minor', description },
    });

  test.each([
    ['etag', '"v1"', 'if-none-match'],
    ['last-modified', 'Sun, 22 Nov 2026 01:00:00 GMT', 'if-modified-since'],
  ])(
    'with the %s that the page gave, it needs not say the same again',
    async (name, value, asked) => {
      const got: (string | undefined)[] = [];
      const url = await serve((request, response) => {
        const condition = request.headers[asked];
        got.push(condition === undefined ? undefined : String(condition));
        if (condition === value) response.writeHead(304).end();
        else response.writeHead(200, { [name]: value }).end(page('Degraded'));
      });
      const ask = (ms: number) =>
        lookAt(
          statuspageProbe,
          { url },
          { clock: { ...clock, now: () => nowMs + ms }, deadlineMs: 10_000 },
        );
      const first = await ask(0);
      const second = await ask(60_000);
      expect(got).toEqual([undefined, value]);
      expect(second.claims).toEqual(first.claims);
      // The words stay, and grow old.
      expect(first.measures?.[0]?.value).toBe(60_000);
      expect(second.measures?.[0]?.value).toBe(120_000);
    },
  );

  test('a page that says "not changed" to who has never read it cannot be read', async () => {
    const url = await serve((_, response) => response.writeHead(304).end());
    expect(await lookAt(statuspageProbe, { url }, { clock })).toMatchObject({
      outcome: 'unknown',
      symptom: 'statuspage.malformed',
    });
  });
});

test.each([
  ['https://status.vendor.test', '/api/v2/summary.json'],
  ['https://health.aws.amazon.com', '/public/currentevents'],
  ['https://status.cloud.google.com/', '/incidents.json'],
  ['https://azure.status.microsoft', '/en-us/status/feed/'],
  ['https://own.test/feed.xml', '/feed.xml'],
])('the page %s is read at %s', (url, path) => {
  const command = statuspageProbe.command(statuspageProbe.options.parse({ url }));
  expect(command.endsWith(`${new URL(url).origin}${path}`)).toBe(true);
});

test('nobody asks more often than once a minute', () => {
  expect(statuspageProbe.leastIntervalMs).toBe(60_000);
});
