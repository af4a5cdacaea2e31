import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type SecureVersion } from 'node:tls';
import { parseEndpoint } from '../../probes/network/endpoint.ts';
import { seriesOf } from '../chain/series.ts';
import type { Chain, ProbePlan } from '../chain/types.ts';
import type { Observation } from '../events/types.ts';
import { safe } from '../text/sanitise.ts';
import type { Vantage } from '../vantage/types.ts';
import type { OlderTls } from './known.ts';

/** The newest version that must be refused, by the oldest that is wanted. */
const newestRefused = { '1.2': 'TLSv1.1', '1.3': 'TLSv1.2' } as const satisfies Record<
  string,
  SecureVersion
>;
/** OpenSSL offers no old version by itself; with less security it does, and nothing is sent over it. */
const anyCipher = 'DEFAULT:@SECLEVEL=0';
/** Servers asked at once. */
const MOST_AT_ONCE = 8;

export interface OlderTlsOptions {
  readonly chain: Chain;
  readonly minimum: keyof typeof newestRefused;
  /** Those that had a handshake are asked once more with an older version. */
  readonly observations: readonly Observation[];
  readonly signal: AbortSignal;
  vantage(name: string): Vantage | undefined;
}

/** Asks every server that spoke TLS whether it would also take a version that must be refused. By series. */
export async function askOlderTls(
  options: OlderTlsOptions,
): Promise<ReadonlyMap<string, OlderTls>> {
  const spoke = new Set(
    options.observations
      .filter(({ facts }) => typeof facts['tls.protocol'] === 'string')
      .map(({ stream }) => stream),
  );
  const jobs = options.chain.links.flatMap(({ id, probes }) =>
    probes.flatMap((plan) => {
      const series = seriesOf(id, plan);
      return spoke.has(series) ? [{ series, plan }] : [];
    }),
  );
  const found = new Map<string, OlderTls>();
  for (let at = 0; at < jobs.length && !options.signal.aborted; at += MOST_AT_ONCE) {
    const batch = jobs.slice(at, at + MOST_AT_ONCE);
    const answers = await Promise.all(batch.map(({ plan }) => askOne(plan, options)));
    batch.forEach(({ series }, index) => {
      const answer = answers[index];
      if (answer) found.set(series, answer);
    });
  }
  return found;
}

interface Server {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
}

async function askOne(
  plan: ProbePlan,
  { vantage: named, minimum, signal }: OlderTlsOptions,
): Promise<OlderTls> {
  const server = serverOf(plan);
  const vantage = named(plan.vantage);
  if (!server || !vantage) return { kind: 'unknown', why: safe`its address is not known` };
  const limits = { deadlineMs: plan.deadlineMs, signal };
  const dialled = await vantage.dial(server.host, server.port, limits).catch(() => null);
  if (dialled?.kind !== 'connected')
    return { kind: 'unknown', why: safe`it was not reached again` };
  return handshakeWithin(dialled.stream, server, newestRefused[minimum], plan.deadlineMs);
}

function handshakeWithin(
  stream: Duplex,
  { servername }: Server,
  maxVersion: SecureVersion,
  deadlineMs: number,
): Promise<OlderTls> {
  return new Promise((resolve) => {
    const socket = connect({
      socket: stream,
      minVersion: 'TLSv1',
      maxVersion,
      ciphers: anyCipher,
      // Nothing is sent: whom it is does not matter here.
      rejectUnauthorized: false,
      ...(isIP(servername) === 0 ? { servername } : {}),
    });
    const end = (answer: OlderTls) => {
      clearTimeout(timer);
      socket.destroy();
      stream.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => end({ kind: 'unknown', why: safe`it did not answer in time` }),
      deadlineMs,
    );
    socket.once('secureConnect', () =>
      end({ kind: 'accepted', protocol: socket.getProtocol() ?? maxVersion }),
    );
    // It has just spoken a newer version: whatever ends this handshake is its refusal, unless it is ours.
    socket.on('error', (error: NodeJS.ErrnoException) => end(refusalOf(error)));
    socket.once('close', () => end({ kind: 'refused' }));
  });
}

function refusalOf({ code = '' }: NodeJS.ErrnoException): OlderTls {
  return code === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE'
    ? { kind: 'unknown', why: safe`weaklink itself cannot speak so old a version here` }
    : { kind: 'refused' };
}

/** Whom a look talks TLS with, by its options. */
function serverOf({ options }: ProbePlan): Server | null {
  const { url, address, connectTo, servername } = options;
  const asked =
    typeof url === 'string'
      ? endpointOfUrl(url)
      : typeof address === 'string'
        ? parseEndpoint(address)
        : undefined;
  if (!asked) return null;
  const other = typeof connectTo === 'string' ? parseEndpoint(connectTo) : undefined;
  return {
    ...(other ?? asked),
    servername: typeof servername === 'string' ? servername : asked.host,
  };
}

/** The port of `https:` where the URL names none. */
const HTTPS_PORT = 443;

function endpointOfUrl(text: string) {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? HTTPS_PORT : Number(url.port) };
}
