import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { awsProbe } from '../../probes/aws/index.ts';
import { azureProbe } from '../../probes/azure/index.ts';
import { datasetProbe } from '../../probes/dataset/index.ts';
import { dcgmProbe } from '../../probes/dcgm/index.ts';
import { dnsProbe } from '../../probes/dns/index.ts';
import { gcpProbe } from '../../probes/gcp/index.ts';
import { httpProbe } from '../../probes/http/index.ts';
import { kubernetesProbe } from '../../probes/kubernetes/index.ts';
import { modelserverProbe } from '../../probes/modelserver/index.ts';
import { objectstoreProbe } from '../../probes/objectstore/index.ts';
import { postgresProbe } from '../../probes/postgres/index.ts';
import { type Finding, type Probe, selfSymptoms } from '../../probes/probe.ts';
import { prometheusProbe } from '../../probes/prometheus/index.ts';
import { redisProbe } from '../../probes/redis/index.ts';
import { sshProbe } from '../../probes/ssh/index.ts';
import { statuspageProbe } from '../../probes/statuspage/index.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { vectorstoreProbe } from '../../probes/vectorstore/index.ts';
import { limits } from '../../src/platform/limits.ts';
import { createRedactor } from '../../src/text/redact.ts';
import { loadSsh2 } from '../../src/vantage/ssh/ssh2/load.ts';
import { makeIdentity } from '../support/certificates.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { freePort, type Listener, listenHttp, listenOn, listenTcp } from '../support/listeners.ts';
import { lookAt } from '../support/look-at.ts';
import type { lookContext } from '../support/look-context.ts';
import { lostVantage } from '../support/lost-vantage.ts';
import { endsWithin } from '../support/time-limit.ts';

/** A probe with any options: the contract does not depend on them. */
interface AnyProbe extends Pick<Probe<unknown>, 'kind' | 'symptoms' | 'look'> {
  readonly options: { parse(options: unknown): unknown };
}

interface Case {
  readonly probe: AnyProbe;
  /** A target that accepts and never says a word. */
  silent(): Promise<unknown>;
  /** A target whose every text holds `hostile`. */
  hostile(text: string): Promise<unknown>;
  /** A target that is not there. */
  absent(): Promise<unknown>;
}

const SECRET = 'canary-secret-7f3a9c';
const HOSTILE = `\u001b[2J\u001b]52;c;aGk=\u0007\u009b31m\u202egnp.exe\u200b ${SECRET} ${Buffer.from(SECRET).toString('base64')}`;
/** What reaches no event: controls, bidi controls, zero-width characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
const GRACE_MS = 50;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklink-contract-'));
});
afterAll(() => rm(directory, { recursive: true }));

function keep<T extends { close(): Promise<unknown> }>(one: T): T {
  closing.push(() => one.close());
  return one;
}

let lastListener: Listener | undefined;
const silentTcp = async (): Promise<string> => {
  lastListener = keep(await listenTcp((socket) => socket.resume().on('end', () => socket.end())));
  return lastListener.address;
};
const closedTcp = async (): Promise<string> => `127.0.0.1:${await freePort()}`;

/** Headers cannot carry controls other than these two; the body can carry all. */
const hostileHttp = async (text: string): Promise<string> => {
  const listener = await listenHttp((_, response) => {
    const header = text.replace(/[^\x20-\x7e\x80-\xff]/g, '\t');
    response.writeHead(503, { server: header, 'x-served-by': header, 'retry-after': header });
    response.end(text);
  });
  return keep(listener).address;
};

const cases: readonly Case[] = [
  {
    probe: dnsProbe,
    silent: async () => {
      const server = keep(await startDnsServer(() => 'silent'));
      return { name: 'api.test', resolver: server.address };
    },
    hostile: async (text) => {
      const server = await startDnsServer((name) => ({
        answers: [{ type: 'TXT', name, data: [text] }],
      }));
      return { name: 'api.test', type: 'TXT', resolver: keep(server).address, expect: ['other'] };
    },
    absent: async () => {
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      const { port } = socket.address();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      return { name: 'api.test', resolver: `127.0.0.1:${port}` };
    },
  },
  {
    probe: tcpProbe,
    silent: async () => ({ address: await silentTcp(), expect: 'SSH-' }),
    hostile: async (text) => {
      const listener = keep(await listenTcp((socket) => socket.write(text)));
      return { address: listener.address, expect: 'SSH-' };
    },
    absent: async () => ({ address: await closedTcp() }),
  },
  {
    probe: tlsProbe,
    silent: async () => ({ address: await silentTcp() }),
    hostile: async (text) => {
      const identity = await makeIdentity({
        subject: [{ CN: [text.slice(0, 64)] }, { O: [text] }],
      });
      const server = createTlsServer({ key: identity.key, cert: identity.pem });
      const listener = keep(await listenOn(server));
      const ca = join(directory, 'other.pem');
      await writeFile(ca, (await makeIdentity({ subject: 'other' })).pem);
      return { address: listener.address, ca };
    },
    absent: async () => ({ address: await closedTcp() }),
  },
  {
    probe: httpProbe,
    silent: async () => ({ url: `http://${await silentTcp()}/` }),
    hostile: async (text) => ({
      url: `http://${await hostileHttp(text)}/`,
      headers: { authorization: 'Bearer env:KEY' },
    }),
    absent: async () => ({ url: `http://${await closedTcp()}/` }),
  },
  {
    probe: statuspageProbe,
    silent: async () => ({ url: `http://${await silentTcp()}/` }),
    hostile: async (text) => {
      const summary = {
        page: { name: text, updated_at: text },
        status: { indicator: text, description: text },
        components: [{ name: 'API', status: text }],
        incidents: [{ name: text, status: text }],
      };
      const listener = await listenHttp((_, response) => response.end(JSON.stringify(summary)));
      return { url: `http://${keep(listener).address}/`, components: { api: 'vendor' } };
    },
    absent: async () => ({ url: `http://${await closedTcp()}/` }),
  },
  {
    probe: prometheusProbe,
    silent: async () => ({ url: `http://${await silentTcp()}/`, server: true }),
    hostile: async (text) => {
      const labels = { link: text, alertname: text, severity: text, __name__: text, job: text };
      const listener = await listenHttp(({ url = '' }, response) => {
        const result = url.includes('time%28%29')
          ? { resultType: 'scalar', result: [Date.now() / 1_000, String(Date.now() / 1_000)] }
          : {
              resultType: 'matrix',
              result: [
                {
                  metric: labels,
                  values: [
                    [1, '0'],
                    [2, '9'],
                  ],
                },
              ],
            };
        const alerts = [
          { labels, annotations: { summary: text }, state: 'firing', activeAt: text },
        ];
        const rules = [{ name: text, health: 'err', lastError: text }];
        const groups = [{ name: text, rules }];
        const targets = [{ labels, health: text, lastError: text }];
        const data = { ...result, alerts, groups, activeTargets: targets };
        response.end(JSON.stringify({ status: 'success', data }));
      });
      const measures = [{ name: 'a', query: 'a', unit: 's', slow: 1 }];
      const url = `http://${keep(listener).address}/`;
      return { url, server: true, alerts: {}, jobs: ['a'], measures };
    },
    absent: async () => ({ url: `http://${await closedTcp()}/`, server: true }),
  },
  {
    probe: sshProbe,
    silent: async () => sshOptionsOf(await silentTcp()),
    hostile: async (text) => {
      const listener = keep(await listenTcp((socket) => socket.end(`${text}\r\n`)));
      return sshOptionsOf(listener.address);
    },
    absent: async () => sshOptionsOf(await closedTcp()),
  },
  {
    probe: dcgmProbe,
    silent: async () => ({ url: `http://${await silentTcp()}/metrics` }),
    hostile: async (text) => {
      const labels = `{gpu="0",UUID="GPU-${text}",modelName="${text}",Hostname="${text}"}`;
      const names = ['DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_XID_ERRORS'];
      const lines = names.map((name) => `# TYPE ${name} gauge\n${name}${labels} 79\n`);
      const listener = await listenHttp((_, response) => response.end(lines.join('')));
      return { url: `http://${keep(listener).address}/metrics` };
    },
    absent: async () => ({ url: `http://${await closedTcp()}/metrics` }),
  },
  {
    probe: modelserverProbe,
    silent: async () => ({ url: `http://${await silentTcp()}` }),
    hostile: async (text) => ({ url: `http://${await hostileHttp(text)}` }),
    absent: async () => ({ url: `http://${await closedTcp()}`, server: 'vllm' }),
  },
];

/** What a look needs takes a while to load, once in the life of a process. */
async function sshOptionsOf(address: string): Promise<unknown> {
  await Promise.all([loadSsh2(), import('execa')]);
  const [host, port] = address.split(':');
  return { host, port: Number(port) };
}

/** An ErrorResponse of PostgreSQL: its type, its length, its fields. */
function postgresError(text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C28P01\0M${text}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const answering = async (reply: Buffer | string): Promise<string> => {
  const listener = await listenTcp((socket) => {
    socket.on('end', () => socket.end());
    socket.on('data', () => socket.write(reply));
  });
  return keep(listener).address;
};

/** As for ssh: what signs is loaded by the first look. */
async function awsOptionsOf(endpoint: string): Promise<unknown> {
  await import('aws4fetch');
  return { look: 'identity', accessKeyId: 'AKIDFAKE', secretAccessKey: 'env:SECRET', endpoint };
}
const token = 'env:TOKEN';
const bearer = { project: 'acme', token };
const subscription = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** Options for a target at an address, of the probes that look at data. */
const dataCases: readonly (readonly [AnyProbe, (address: string) => unknown])[] = [
  [postgresProbe, (address) => ({ url: `postgres://me@${address}/app?sslmode=disable` })],
  [redisProbe, (address) => ({ url: `redis://${address}` })],
  [objectstoreProbe, (address) => ({ url: 's3://bucket/key', endpoint: `http://${address}` })],
  [vectorstoreProbe, (at) => ({ engine: 'qdrant', url: `http://${at}`, collection: 'docs' })],
  [kubernetesProbe, (address) => ({ object: 'node/a', server: `http://${address}` })],
  [datasetProbe, (address) => ({ url: `http://${address}/datasets/acme/set` })],
  [awsProbe, (address) => awsOptionsOf(`http://${address}`)],
  [gcpProbe, (address) => ({ look: 'identity', ...bearer, endpoint: `http://${address}` })],
  [azureProbe, (at) => ({ look: 'identity', subscription, token, endpoint: `http://${at}` })],
];
const hostileData: Readonly<Record<string, (text: string) => Promise<string>>> = {
  postgres: (text) => answering(postgresError(text)),
  redis: (text) => answering(`-ERR ${text}\r\n`),
};
const allCases = [
  ...cases,
  ...dataCases.map(
    ([probe, at]): Case => ({
      probe,
      silent: async () => at(await silentTcp()),
      hostile: async (text) => at(await (hostileData[probe.kind] ?? hostileHttp)(text)),
      absent: async () => at(await closedTcp()),
    }),
  ),
];

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsIn(member)]);
}

/** What every finding promises, whatever the look met. */
function expectSound(probe: AnyProbe, finding: Finding): void {
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
  const known = { ...probe.symptoms, ...selfSymptoms };
  for (const symptom of [finding.symptom, ...(finding.alsoSeen ?? [])]) {
    if (symptom !== null) expect(known).toHaveProperty([symptom]);
  }
  expect(finding.symptom === null).toBe(finding.outcome === 'ok');
  if (finding.symptom !== null && finding.symptom in probe.symptoms) {
    expect(finding.outcome).toBe(probe.symptoms[finding.symptom]?.outcome);
  }
  expect(finding.summary.length).toBeLessThanOrEqual(60);
  expect(finding.evidence?.length ?? 0).toBeLessThanOrEqual(limits.evidencePieces);
  for (const text of stringsIn(finding)) {
    expect(text).not.toMatch(UNSAFE);
    expect(text.length).toBeLessThanOrEqual(limits.evidenceCharacters);
    expect(text).not.toContain(SECRET);
  }
  const { total = Number.POSITIVE_INFINITY, ...parts } = finding.phases ?? {};
  expect(Object.values(parts).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(total);
}

describe.each(allCases.map((one) => [one.probe.kind, one] as const))('%s', (_, one) => {
  const { probe } = one;
  const look = (options: unknown, context: Partial<Parameters<typeof lookContext>[0]> = {}) =>
    lookAt(probe as Probe<unknown>, options, { secret: async () => 'key-of-tests', ...context });

  test('returns within the deadline from a target that says nothing', async () => {
    lastListener = undefined;
    const options = await one.silent();
    const ended = await endsWithin(200, GRACE_MS, look(options, { deadlineMs: 200 }));
    expect(ended.inTime).toBe(true);
    const finding = ended.value;
    expect(['failed', 'unknown']).toContain(finding.outcome);
    expectSound(probe, finding);
    await expect.poll(() => lastListener?.open() ?? 0).toBe(0);
  });

  test('returns at once when it is cancelled', async () => {
    const options = await one.silent();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 60);
    const ended = await endsWithin(60, GRACE_MS, look(options, { signal: controller.signal }));
    expect(ended.inTime).toBe(true);
    const finding = ended.value;
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
    expectSound(probe, finding);
    const late = await look(options, { signal: AbortSignal.abort() });
    expect(late).toMatchObject({ outcome: 'unknown', symptom: 'self.cancelled' });
  });

  test('keeps nothing harmful and no secret', async () => {
    const redactor = createRedactor();
    redactor.learn(SECRET);
    const options = await one.hostile(HOSTILE);
    const finding = await look(options, { redactor, secret: async () => SECRET });
    expectSound(probe, finding);
    // The hostile text was really met.
    expect(JSON.stringify(finding)).toContain('‹redacted›');
  });

  test('tells a target that is not there', async () => {
    const finding = await look(await one.absent(), { deadlineMs: 1_000 });
    expect(finding.outcome).not.toBe('ok');
    expectSound(probe, finding);
  });

  test('does not look from where it does not stand', async () => {
    const finding = await look(await one.absent(), { vantage: lostVantage });
    expect(finding).toMatchObject({ outcome: 'unknown', symptom: 'self.vantage' });
    expectSound(probe, finding);
  });

  test('looks a hundred times at once', async () => {
    const options = await one.absent();
    const findings = await Promise.all(
      Array.from({ length: 100 }, () => look(options, { deadlineMs: 20_000 })),
    );
    for (const finding of findings) expectSound(probe, finding);
    expect(new Set(findings.map(({ symptom }) => symptom)).size).toBe(1);
  });
});
