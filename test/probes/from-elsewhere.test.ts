import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dnsProbe } from '../../probes/dns/index.ts';
import { httpProbe } from '../../probes/http/index.ts';
import { modelserverProbe } from '../../probes/modelserver/index.ts';
import { openaiProbe } from '../../probes/openai/index.ts';
import type { Finding, Probe } from '../../probes/probe.ts';
import { statuspageProbe } from '../../probes/statuspage/index.ts';
import { tcpProbe } from '../../probes/tcp/index.ts';
import { tlsProbe } from '../../probes/tls/index.ts';
import { lookContext } from '../support/look-context.ts';
import { needsRoot } from '../support/needs.ts';
import { needsPrograms } from '../support/needs-program.ts';
import {
  dockerPlace,
  localPlace,
  namespacePlace,
  type Place,
  sshPlace,
} from '../support/places.ts';
import { insideName, noName } from '../support/servers-inside.ts';
import { expectSound } from '../support/sound-finding.ts';

/** Looks that end with their time. */
const waits = new Set(['dropped', 'hung']);

/** Where the same looks are made. A new vantage is one line. */
const places: Readonly<Record<string, () => Promise<Place>>> = {
  local: localPlace,
  namespace: namespacePlace,
  'ssh, by ssh2': () => sshPlace('ssh2'),
  'ssh, by OpenSSH': () => sshPlace('openssh'),
  docker: () => dockerPlace('entering'),
  'docker, by its programs': () => dockerPlace('by its programs'),
};

/** A probe with any options. */
interface AnyProbe extends Pick<Probe<unknown>, 'kind' | 'symptoms' | 'look'> {
  readonly options: { parse(options: unknown): unknown };
}

type Case = readonly [
  probe: AnyProbe,
  fault: string,
  symptom: string | null,
  options: (at: Place) => unknown,
];

const ip = (port: number | undefined) => `127.0.0.1:${port}`;
const url = (port: number | undefined, path = '/') => ({ url: `http://${ip(port)}${path}` });
const tls = (port: number) => (at: Place) => ({ address: ip(port), ca: at.caFile });

const cases: readonly Case[] = [
  [dnsProbe, 'healthy', null, ({ naming }) => ({ name: insideName, ...naming })],
  [
    dnsProbe,
    'healthy, asked on the wire',
    null,
    ({ dns }) => ({ name: insideName, resolver: ip(dns) }),
  ],
  [dnsProbe, 'no such name', 'dns.nxdomain', ({ naming }) => ({ name: noName, ...naming })],
  [
    dnsProbe,
    'refused',
    'dns.resolver_unreachable',
    ({ closed }) => ({ name: insideName, resolver: ip(closed) }),
  ],
  [
    dnsProbe,
    'dropped',
    'dns.timeout',
    ({ silentResolver: resolver }) => ({ name: insideName, resolver }),
  ],

  [tcpProbe, 'healthy', null, ({ http }) => ({ address: ip(http) })],
  [
    tcpProbe,
    'healthy, by name',
    null,
    ({ http, naming }) => ({ address: `${insideName}:${http}`, ...naming }),
  ],
  [tcpProbe, 'refused', 'tcp.refused', ({ closed }) => ({ address: ip(closed) })],
  [tcpProbe, 'dropped', 'tcp.timeout', ({ dropped }) => ({ address: ip(dropped) })],
  [tcpProbe, 'turned down', 'tcp.unreachable', ({ rejected }) => ({ address: ip(rejected) })],
  [
    tcpProbe,
    'no such name',
    'dns.nxdomain',
    ({ naming }) => ({ address: `${noName}:80`, ...naming }),
  ],
  [tcpProbe, 'hung', 'tcp.banner_timeout', ({ hung }) => ({ address: ip(hung), expect: 'SSH-' })],

  [tlsProbe, 'healthy', null, (at) => tls(at.https)(at)],
  [tlsProbe, 'refused', 'tcp.refused', (at) => tls(at.closed)(at)],
  [tlsProbe, 'dropped', 'tcp.timeout', (at) => tls(at.dropped)(at)],
  [
    tlsProbe,
    'no such name',
    'dns.nxdomain',
    ({ naming }) => ({ address: `${noName}:443`, ...naming }),
  ],
  [tlsProbe, 'expired certificate', 'tls.expired', (at) => tls(at.expired)(at)],
  [tlsProbe, 'no TLS', 'tls.plaintext', (at) => tls(at.http)(at)],
  [tlsProbe, 'hung', 'tls.timeout', (at) => tls(at.hung)(at)],

  [httpProbe, 'healthy', null, ({ http }) => url(http)],
  [
    httpProbe,
    'healthy, under TLS and by name',
    null,
    ({ https, caFile, naming }) => ({
      url: `https://${insideName}:${https}/`,
      ca: caFile,
      ...naming,
    }),
  ],
  [httpProbe, 'refused', 'tcp.refused', ({ closed }) => url(closed)],
  [httpProbe, 'dropped', 'tcp.timeout', ({ dropped }) => url(dropped)],
  [httpProbe, 'turned down', 'tcp.unreachable', ({ rejected }) => url(rejected)],
  [
    httpProbe,
    'no such name',
    'dns.nxdomain',
    ({ naming }) => ({ url: `http://${noName}/`, ...naming }),
  ],
  [
    httpProbe,
    'expired certificate',
    'tls.expired',
    ({ expired, caFile }) => ({
      url: `https://${ip(expired)}/`,
      ca: caFile,
    }),
  ],
  [httpProbe, 'HTTP 503', 'http.503', ({ unavailable }) => url(unavailable)],
  [httpProbe, 'hung', 'http.timeout', ({ hung }) => url(hung)],

  [
    openaiProbe,
    'healthy',
    null,
    ({ http }) => ({ ...url(http, '/v1'), list: true, model: 'small' }),
  ],
  [openaiProbe, 'refused', 'tcp.refused', ({ closed }) => ({ ...url(closed, '/v1'), list: true })],
  [
    openaiProbe,
    'dropped',
    'tcp.timeout',
    ({ dropped }) => ({ ...url(dropped, '/v1'), list: true }),
  ],
  [
    openaiProbe,
    'no such name',
    'dns.nxdomain',
    ({ naming }) => ({
      url: `http://${noName}/v1`,
      list: true,
      ...naming,
    }),
  ],
  [
    openaiProbe,
    'expired certificate',
    'tls.expired',
    ({ expired, caFile }) => ({
      url: `https://${ip(expired)}/v1`,
      list: true,
      ca: caFile,
    }),
  ],
  [
    openaiProbe,
    'HTTP 503',
    'http.503',
    ({ unavailable }) => ({ ...url(unavailable, '/v1'), list: true }),
  ],
  [openaiProbe, 'hung', 'http.timeout', ({ hung }) => ({ ...url(hung, '/v1'), list: true })],

  [modelserverProbe, 'healthy', null, ({ http }) => ({ ...url(http), server: 'vllm' })],
  [
    modelserverProbe,
    'refused',
    'tcp.refused',
    ({ closed }) => ({ ...url(closed), server: 'vllm' }),
  ],
  [
    modelserverProbe,
    'expired certificate',
    'tls.expired',
    ({ expired, caFile }) => ({ url: `https://${ip(expired)}`, server: 'vllm', ca: caFile }),
  ],
  [modelserverProbe, 'hung', 'http.timeout', ({ hung }) => ({ ...url(hung), server: 'vllm' })],

  [statuspageProbe, 'healthy', null, ({ http }) => url(http)],
  [statuspageProbe, 'refused', 'statuspage.unreachable', ({ closed }) => url(closed)],
  [
    statuspageProbe,
    'no such name',
    'statuspage.unreachable',
    ({ naming }) => ({
      url: `http://${noName}/`,
      ...naming,
    }),
  ],
  [statuspageProbe, 'HTTP 503', 'statuspage.unreachable', ({ unavailable }) => url(unavailable)],
  [statuspageProbe, 'hung', 'statuspage.unreachable', ({ hung }) => url(hung)],
];

/** Milliseconds for looks that need not wait for what never comes, however busy the machine. */
const LONG_MS = 30_000;
const START_MS = 60_000;

function look([probe, fault, , options]: Case, at: Place): Promise<Finding> {
  const deadlineMs = waits.has(fault) ? at.waitingMs : LONG_MS;
  const { vantage } = at;
  return probe.look(probe.options.parse(options(at)), lookContext({ vantage, deadlineMs }));
}

const canStand =
  needsRoot() &&
  needsPrograms('ip', 'nsenter', 'iptables', 'getent', 'dockerd', 'busybox', 'ssh', 'sshd');

describe.runIf(canStand).each(Object.keys(places))('from %s', (name) => {
  let at: Place;
  beforeAll(async () => {
    const start = places[name];
    if (!start) throw new Error(`there is no place ${name}`);
    at = await start();
  }, START_MS);
  afterAll(() => at?.close());

  test.concurrent.each(cases.map((one) => [one[0].kind, one[1], one[2], one] as const))(
    '%s, %s: %s',
    async (_kind, fault, symptom, one) => {
      if (fault === 'turned down' && at.rejected === undefined) return;
      const finding = await look(one, at);
      expectSound(one[0], finding);
      expect(finding, JSON.stringify(finding)).toMatchObject({ symptom });
    },
    START_MS,
  );
});
