import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dockerProbe } from '../../probes/docker/index.ts';
import { httpProbe } from '../../probes/http/index.ts';
import { openaiProbe } from '../../probes/openai/index.ts';
import { postgresProbe } from '../../probes/postgres/index.ts';
import type { Finding, Probe } from '../../probes/probe.ts';
import { prometheusProbe } from '../../probes/prometheus/index.ts';
import { redisProbe } from '../../probes/redis/index.ts';
import { sshProbe } from '../../probes/ssh/index.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { dockerVantage } from '../../src/vantage/docker/vantage.ts';
import { localVantage } from '../../src/vantage/local.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { makeIdentity } from '../support/certificates.ts';
import { Dockerd, startDockerd } from '../support/dockerd.ts';
import { type Haproxy, startHaproxy } from '../support/haproxy.ts';
import { freePort } from '../support/listeners.ts';
import { lookContext, strikingOut } from '../support/look-context.ts';
import { needsPrograms } from '../support/needs-program.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';
import { noPostgres, Postgres } from '../support/postgres.ts';
import { until } from '../support/processes.ts';
import { PrometheusServer } from '../support/prometheus.ts';
import { RedisServer } from '../support/redis.ts';
import { expectSound } from '../support/sound-finding.ts';
import { sshClient } from '../support/ssh-client.ts';

const password = 'correct-horse-8a1e55';
/** Milliseconds of a look: programs have to be started for some, on a busy machine. */
const DEADLINE_MS = 10_000;
const canRun =
  noPostgres() === null &&
  needsPrograms('nginx', 'haproxy', 'prometheus', 'redis-server', 'redis-cli', 'sshd', 'dockerd');

/** Servers that nobody here wrote, well and broken, on this machine's loopback. */
interface Servers {
  readonly ca: string;
  readonly nginx: Nginx;
  /** In front of nginx, of a port where nothing listens, and of a server that is too slow. */
  readonly haproxy: Haproxy;
  readonly prometheus: PrometheusServer;
  readonly postgres: Postgres;
  readonly redis: RedisServer;
  readonly dockerd: Dockerd;
  readonly closed: number;
}

/** How a place sees them. */
interface Place {
  readonly vantage: Vantage;
  /** The SSH configuration with which the ssh probe logs in. */
  readonly ssh?: Awaited<ReturnType<typeof sshClient>>['environment'];
  readonly sshd?: { readonly well: number; readonly passwordOnly: number };
}

type Where = 'local' | 'ssh' | 'ssh, two hops' | 'docker';

interface Case {
  readonly probe: Pick<Probe<unknown>, 'kind' | 'look' | 'symptoms'> & {
    readonly options: { parse(options: unknown): unknown };
  };
  readonly server: string;
  readonly fault: string;
  /** Null: well. */
  readonly symptom: string | null;
  readonly options: (servers: Servers, place: Place) => unknown;
  readonly secret?: string;
  /** Places from which it makes no sense. */
  readonly notFrom?: readonly Where[];
}

const web = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`;
const withPassword = (url: string) => ({ url, password: 'env:P' });
const socketOf = ({ dockerd }: Servers) => ({ socket: dockerd.socket });
/** A container has neither the host's Docker socket nor its processes. */
const outside: Pick<Case, 'notFrom'> = { notFrom: ['docker'] };

const cases: readonly Case[] = [
  of(httpProbe, 'nginx', 'healthy', null, ({ nginx }) => ({ url: web(nginx.port) })),
  of(httpProbe, 'nginx', 'answers 503', 'http.503', ({ nginx }) => ({
    url: web(nginx.port, '/broken'),
  })),
  of(httpProbe, 'nginx', 'gone', 'tcp.refused', ({ closed }) => ({ url: web(closed) })),
  of(openaiProbe, 'nginx', 'other model', 'llm.model_not_found', ({ nginx }) => ({
    url: web(nginx.port, '/v1'),
    list: true,
    model: 'large',
  })),
  of(tlsProbe, 'nginx', 'healthy', null, ({ nginx, ca }) => ({
    address: `127.0.0.1:${nginx.tlsPort}`,
    ca,
  })),
  of(tlsProbe, 'nginx', 'signed by nobody known', 'tls.unknown_ca', ({ nginx }) => ({
    address: `127.0.0.1:${nginx.tlsPort}`,
  })),
  of(tcpProbe, 'HAProxy', 'healthy', null, ({ haproxy }) => ({
    address: `127.0.0.1:${haproxy.port}`,
  })),
  of(httpProbe, 'HAProxy', 'healthy', null, ({ haproxy }) => ({ url: web(haproxy.port, '/well') })),
  of(httpProbe, 'HAProxy', 'its server is gone', 'http.no_backend', ({ haproxy }) => ({
    url: web(haproxy.port, '/gone'),
  })),
  of(prometheusProbe, 'Prometheus', 'healthy', null, ({ prometheus }) => ({
    url: prometheus.url,
    jobs: ['prometheus'],
  })),
  of(prometheusProbe, 'Prometheus', 'a target down', 'prometheus.target_down', (servers) => ({
    url: servers.prometheus.url,
    jobs: ['engine'],
  })),
  of(prometheusProbe, 'Prometheus', 'gone', 'prometheus.unreachable', ({ closed }) => ({
    url: web(closed),
    jobs: ['engine'],
  })),
  of(postgresProbe, 'PostgreSQL', 'healthy', null, ({ postgres }) => withPassword(postgres.url())),
  {
    ...of(postgresProbe, 'PostgreSQL', 'wrong password', 'store.denied', ({ postgres }) =>
      withPassword(postgres.url()),
    ),
    secret: 'wrong-password',
  },
  of(postgresProbe, 'PostgreSQL', 'no such database', 'store.missing', ({ postgres }) =>
    withPassword(postgres.url('reader', 'nowhere')),
  ),
  of(postgresProbe, 'PostgreSQL', 'gone', 'tcp.refused', ({ closed }) =>
    withPassword(`postgres://reader@127.0.0.1:${closed}/app`),
  ),
  of(redisProbe, 'Redis', 'healthy', null, ({ redis }) => withPassword(redis.url())),
  {
    ...of(redisProbe, 'Redis', 'wrong password', 'store.denied', ({ redis }) =>
      withPassword(redis.url()),
    ),
    secret: 'wrong-password',
  },
  of(redisProbe, 'Redis', 'gone', 'tcp.refused', ({ closed }) =>
    withPassword(`redis://127.0.0.1:${closed}`),
  ),
  {
    ...of(dockerProbe, 'dockerd', 'healthy', null, (servers) => ({
      container: 'well',
      ...socketOf(servers),
    })),
    ...outside,
  },
  {
    ...of(dockerProbe, 'dockerd', 'container exited', 'docker.exited', (servers) => ({
      container: 'ended',
      ...socketOf(servers),
    })),
    ...outside,
  },
  {
    ...of(dockerProbe, 'dockerd', 'no such container', 'docker.not_found', (servers) => ({
      container: 'nobody',
      ...socketOf(servers),
    })),
    ...outside,
  },
  {
    ...of(dockerProbe, 'dockerd', 'gone', 'docker.daemon_unreachable', () => ({
      container: 'well',
      socket: '/tmp/weaklink-no-such-docker.sock',
    })),
    ...outside,
  },
  {
    ...of(sshProbe, 'sshd', 'healthy', null, (_, { sshd }) => login(sshd?.well)),
    notFrom: ['ssh', 'ssh, two hops', 'docker'],
  },
  {
    ...of(sshProbe, 'sshd', 'login refused', 'ssh.login_refused', (_, { sshd }) =>
      login(sshd?.passwordOnly),
    ),
    notFrom: ['ssh', 'ssh, two hops', 'docker'],
  },
  {
    ...of(sshProbe, 'sshd', 'gone', 'tcp.refused', ({ closed }) => login(closed)),
    notFrom: ['ssh', 'ssh, two hops', 'docker'],
  },
];

function of(
  probe: unknown,
  server: string,
  fault: string,
  symptom: string | null,
  options: Case['options'],
): Case {
  return { probe: probe as Case['probe'], server, fault, symptom, options };
}

function login(port: number | undefined) {
  return { host: '127.0.0.1', user: 'root', port };
}

/** Where the same looks are made. */
const places: Readonly<Record<Where, (servers: Servers) => Promise<Place>>> = {
  local: async () => {
    const client = await sshClient();
    const well = await client.serve();
    const passwordOnly = await client.serve({ authorized: '' });
    const sshd = { well: well.port, passwordOnly: passwordOnly.port };
    return { vantage: localVantage, ssh: client.environment, sshd };
  },
  ssh: async () => {
    const client = await sshClient();
    return { vantage: client.vantage((await client.serve({ lines: ['MaxSessions 2'] })).port) };
  },
  'ssh, two hops': async () => {
    const client = await sshClient();
    const [bastion, inner] = [await client.serve(), await client.serve()];
    const jumps = [{ host: '127.0.0.1', port: bastion.port }];
    return { vantage: client.vantage(inner.port, { jumps }) };
  },
  docker: async ({ dockerd }) => {
    const vantage = dockerVantage('well', { socket: dockerd.socket });
    onTestFinished(() => vantage.close());
    return { vantage };
  },
};

describe.runIf(canRun)('real servers, looked at from everywhere', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await startServers();
  }, 120_000);
  afterAll(async () => {
    const { nginx, haproxy, prometheus, postgres, redis, dockerd } = servers;
    await Promise.all([nginx.close(), haproxy.close(), prometheus.close()]);
    await Promise.all([postgres.stop(), redis.stop(), dockerd.stop()]);
  }, 60_000);

  test.each(Object.keys(places) as Where[])(
    'from %s',
    async (where) => {
      const place = await places[where](servers);
      const rows: Row[] = [];
      for (const one of cases) {
        if (one.notFrom?.includes(where)) continue;
        const finding = await look(one, servers, place);
        expectSound(one.probe as unknown as Probe<never>, finding);
        rows.push({ one, found: finding.symptom });
      }
      // To be read: SHOW=1 npx vitest run test/probes/real-servers.test.ts
      if (process.env.SHOW) process.stdout.write(tableOf(where, rows));
      expect(rows.map(wordsOf)).toEqual(
        rows.map(({ one }) => wordsOf({ one, found: one.symptom })),
      );
    },
    300_000,
  );
});

interface Row {
  readonly one: Case;
  readonly found: string | null;
}

async function look(
  { probe, options, secret = password }: Case,
  servers: Servers,
  place: Place,
): Promise<Finding> {
  const { vantage, ssh } = place;
  return probe.look(
    probe.options.parse(options(servers, place)),
    lookContext({
      vantage,
      deadlineMs: DEADLINE_MS,
      redactor: strikingOut(password),
      secret: async () => secret,
      ...(ssh ? { ssh } : {}),
    }),
  );
}

function wordsOf({ one: { probe, server, fault }, found }: Row): string {
  return `${probe.kind} at ${server}, ${fault}: ${found ?? 'well'}`;
}

function tableOf(where: Where, rows: readonly Row[]): string {
  const lines = rows.map(({ one: { probe, server, fault }, found }) =>
    [where, probe.kind, server, fault, found ?? 'well'].join(' | '),
  );
  return `${lines.map((line) => `| ${line} |`).join('\n')}\n`;
}

async function startServers(): Promise<Servers> {
  const root = await makeIdentity({ subject: 'Tests', authority: true });
  const names = { issuer: root, dnsNames: ['localhost'], addresses: ['127.0.0.1'] };
  const identity = await makeIdentity({ ...names, subject: 'nginx' });
  const models = '{"object":"list","data":[{"id":"small"}]}';
  const nginx = await startNginx(
    `location / { return 200 "well"; }
     location /broken { return 503; }
     location /v1/models { default_type application/json; return 200 '${models}'; }`,
    identity,
  );
  const closed = await freePort();
  const haproxy = await startHaproxy({
    backends: {
      well: [`server nginx 127.0.0.1:${nginx.port}`],
      gone: [`server nobody 127.0.0.1:${closed}`],
    },
  });
  const prometheus = await PrometheusServer.start({ jobs: { engine: [`127.0.0.1:${closed}`] } });
  const postgres = await Postgres.start();
  await postgres.sql(`CREATE ROLE reader LOGIN PASSWORD '${password}'`, 'CREATE DATABASE app');
  const redis = await RedisServer.start({ requirepass: password });
  const dockerd = await startDockerd();
  if (!(dockerd instanceof Dockerd)) throw new Error(dockerd);
  await dockerd.run('well', 'sleep 1000', { HostConfig: { NetworkMode: 'host' } });
  const ended = await dockerd.run('ended', 'exit 3');
  await ended.wait();
  const ca = join(postgres.directory, 'ca.pem');
  await writeFile(ca, root.pem);
  for (const job of ['engine', 'prometheus']) {
    await until(async () => (await samplesOf(prometheus, job)) > 0);
  }
  return { ca, nginx, haproxy, prometheus, postgres, redis, dockerd, closed };
}

/** How many targets of a job it has tried to scrape. */
async function samplesOf({ url }: PrometheusServer, job: string): Promise<number> {
  const query = encodeURIComponent(`up{job="${job}"}`);
  const answer = await fetch(`${url}/api/v1/query?query=${query}`);
  const { data } = (await answer.json()) as { data?: { result?: readonly unknown[] } };
  return data?.result?.length ?? 0;
}
