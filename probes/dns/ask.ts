import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import type { Vantage } from '../../src/vantage/types.ts';
import { type QueryResult, queryDns } from '../network/dns-query.ts';
import { DNS_PORT, type Endpoint, parseEndpoint } from '../network/endpoint.ts';
import type { RaceLimits } from '../network/race.ts';
import type { DnsOptions } from './options.ts';
import { type Records, recordsFor } from './records.ts';

/** The system's servers asked in turn; resolv.conf allows three. */
const MAX_SERVERS = 3;
const RESOLV_CONF = '/etc/resolv.conf';
/** Bytes of it that are read; its search list alone may have some hundred. */
const MAX_SETTINGS_BYTES = 16_384;

export interface Asked {
  readonly server: Endpoint;
  readonly result: QueryResult;
  /** The records of the type asked for; for `address`, of A or else of AAAA. */
  readonly records: Records;
}

/**
 * The stated resolver, or those that the system is set to, this machine's or the vantage's.
 *
 * @throws VantageLostError, NodeJS.ErrnoException where the settings there cannot be read
 */
export async function serversOf(
  { resolver }: DnsOptions,
  vantage?: Vantage,
): Promise<readonly Endpoint[]> {
  const own = () => (vantage ? serversThere(vantage) : new Resolver().getServers());
  const texts = resolver === undefined ? await own() : [resolver];
  return texts.slice(0, MAX_SERVERS).flatMap((text) => parseServer(text) ?? []);
}

/** The `nameserver` lines of its resolv.conf. */
async function serversThere(vantage: Vantage): Promise<readonly string[]> {
  const text = (await vantage.readFile(RESOLV_CONF, MAX_SETTINGS_BYTES)).toString('utf8');
  return [...text.matchAll(/^[ \t]*nameserver[ \t]+(\S+)/gm)].map(([, server = '']) => server);
}

function parseServer(text: string): Endpoint | undefined {
  return isIP(text) ? { host: text, port: DNS_PORT } : parseEndpoint(text, DNS_PORT);
}

/**
 * Asks one server after the other until one answers for good, as the system's own resolver does;
 * the last word is kept where none does. Every server asked is in the list.
 */
export async function ask(
  name: string,
  type: DnsOptions['type'],
  servers: readonly Endpoint[],
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<readonly Asked[]> {
  const startMs = performance.now();
  const asked: Asked[] = [];
  for (const [index, server] of servers.entries()) {
    const leftMs = limits.timeMs - (performance.now() - startMs);
    const share = { timeMs: leftMs / (servers.length - index), signal: limits.signal };
    const one = await askServer(name, type, server, share, vantage);
    asked.push(one);
    if (isFinal(one.result)) break;
  }
  return asked;
}

function isFinal(result: QueryResult): boolean {
  if (result.kind === 'cancelled' || result.kind === 'lost') return true;
  return result.kind === 'answer' && ['NOERROR', 'NXDOMAIN'].includes(result.rcode);
}

async function askServer(
  name: string,
  type: DnsOptions['type'],
  server: Endpoint,
  limits: RaceLimits,
  vantage: Vantage | undefined,
): Promise<Asked> {
  const startMs = performance.now();
  const first = type === 'address' ? 'A' : type;
  const result = await queryDns(server, name, first, limits, vantage);
  const records = recordsIn(result, name, first);
  const isEmpty = result.kind === 'answer' && result.rcode === 'NOERROR' && !records.values[0];
  if (type !== 'address' || !isEmpty) return { server, result, records };
  const timeMs = limits.timeMs - (performance.now() - startMs);
  const left = { timeMs, signal: limits.signal };
  const second = await queryDns(server, name, 'AAAA', left, vantage);
  const found = recordsIn(second, name, 'AAAA');
  // A server that drops AAAA questions does not make "no A record" any less true.
  return found.values[0] === undefined
    ? { server, result, records }
    : { server, result: second, records: found };
}

function recordsIn(result: QueryResult, name: string, type: string): Records {
  return recordsFor(result.kind === 'answer' ? result.answers : [], name, type);
}
