/**
 * `npm run bench:probes`: what a look costs. Each network probe and the usual way of Node to do the
 * same take turns against targets on loopback, so that a noisy machine disturbs both alike.
 */
import { fork } from 'node:child_process';
import { Resolver } from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { dnsProbe } from '../probes/dns/index.ts';
import { httpProbe } from '../probes/http/index.ts';
import type { LookContext, Probe } from '../probes/probe.ts';
import { tcpProbe } from '../probes/tcp/index.ts';
import { tlsProbe } from '../probes/tls/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createRedactor } from '../src/text/redact.ts';
import { localVantage } from '../src/vantage/local.ts';

const ROUNDS = 3;
const ROUND_MS = 1_500;
const CONCURRENCY = 32;

interface Ports {
  readonly http: number;
  readonly https: number;
  readonly tcp: number;
  readonly dns: number;
}
type Look = () => Promise<boolean>;
interface Row {
  readonly name: string;
  readonly baseline: string;
  readonly look: Look;
  readonly baseLook: Look;
}
interface Cost {
  readonly perSecond: number;
  readonly cpuMs: number;
}

const directory = mkdtempSync(join(tmpdir(), 'weaklink-bench-'));
const targets = fork(new URL('./probes/targets.ts', import.meta.url), [directory]);
const [ports] = (await once(targets, 'message')) as [Ports];
try {
  await report(rowsOf(ports));
} finally {
  targets.kill('SIGKILL');
  rmSync(directory, { recursive: true });
}

function rowsOf({ http, https, tcp, dns }: Ports): readonly Row[] {
  const ca = join(directory, 'ca.pem');
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(ca, 'utf8')]);
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${dns}`]);
  const fetching = (url: string): Look => {
    return async () => {
      const response = await fetch(url, { headers: { connection: 'close' } });
      return (await response.text()) === 'hello world';
    };
  };
  return [
    {
      name: 'http',
      baseline: 'fetch',
      look: looking(httpProbe, { url: `http://127.0.0.1:${http}/` }),
      baseLook: fetching(`http://127.0.0.1:${http}/`),
    },
    {
      name: 'https',
      baseline: 'fetch',
      look: looking(httpProbe, {
        url: `https://localhost:${https}/`,
        connectTo: `127.0.0.1:${https}`,
        ca,
      }),
      baseLook: fetching(`https://localhost:${https}/`),
    },
    {
      name: 'tls',
      baseline: 'fetch over TLS',
      look: looking(tlsProbe, {
        address: `localhost:${https}`,
        connectTo: `127.0.0.1:${https}`,
        ca,
      }),
      baseLook: fetching(`https://localhost:${https}/`),
    },
    {
      name: 'tcp',
      baseline: 'net.connect',
      look: looking(tcpProbe, { address: `127.0.0.1:${tcp}` }),
      baseLook: () => connecting(tcp),
    },
    {
      name: 'dns',
      baseline: 'dns.Resolver',
      look: looking(dnsProbe, { name: 'api.test', resolver: `127.0.0.1:${dns}` }),
      baseLook: () =>
        new Promise((resolve) => {
          resolver.resolve4('api.test', (error) => resolve(error === null));
        }),
    },
  ];
}

function looking<Options>(probe: Probe<Options>, stated: unknown): Look {
  const options = probe.options.parse(stated);
  const context: LookContext = {
    deadlineMs: 5_000,
    signal: new AbortController().signal,
    vantage: localVantage,
    clock: systemClock,
    redactor: createRedactor(),
    secret: () => Promise.reject(new Error('the bench has no secrets')),
  };
  return async () => (await probe.look(options, context)).outcome === 'ok';
}

function connecting(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

async function report(rows: readonly Row[]): Promise<void> {
  console.log(`${CONCURRENCY} at once, ${ROUNDS} rounds of ${ROUND_MS} ms, medians\n`);
  console.log('probe   looks/s  CPU ms/look  baseline           /s  CPU ms  looks cost');
  for (const { name, look, baseline, baseLook } of rows) {
    const own: Cost[] = [];
    const base: Cost[] = [];
    await measure(look, 200);
    await measure(baseLook, 200);
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await measure(look, ROUND_MS));
      base.push(await measure(baseLook, ROUND_MS));
    }
    const [mine, theirs] = [median(own), median(base)];
    console.log(
      [
        name.padEnd(6),
        mine.perSecond.toFixed(0).padStart(8),
        mine.cpuMs.toFixed(3).padStart(12),
        ` ${baseline.padEnd(14)}`,
        theirs.perSecond.toFixed(0).padStart(6),
        theirs.cpuMs.toFixed(3).padStart(7),
        `${(mine.cpuMs / theirs.cpuMs).toFixed(2)} ×`.padStart(11),
      ].join(' '),
    );
  }
}

async function measure(look: Look, forMs: number): Promise<Cost> {
  const startMs = performance.now();
  const cpu = process.cpuUsage();
  let looks = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - startMs < forMs) {
      if (!(await look())) throw new Error('a look at a healthy target did not succeed');
      looks += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - startMs) / 1_000;
  return { perSecond: looks / seconds, cpuMs: (user + system) / 1_000 / looks };
}

function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((one, other) => one.cpuMs - other.cpuMs);
  return sorted[Math.floor(sorted.length / 2)] ?? { perSecond: 0, cpuMs: 0 };
}
