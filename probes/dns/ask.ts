import { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { type QueryResult, queryDns } from '../network/dns-query.ts';
import { DNS_PORT, type Endpoint, parseEndpoint } from '../network/endpoint.ts';
import type { RaceLimits } from '../network/race.ts';
import type { DnsOptions } from './options.ts';
import { type Records, recordsFor } from './records.ts';

/** The system's servers asked in turn; resolv.conf allows three. */
const MAX_SERVERS = 3;

export interface Asked {
  readonly server: Endpoint;
  readonly result: QueryResult;
  /** The records of the type asked for; for `address`, of A or else of AAAA. */
  readonly records: Records;
}

/** The stated resolver, or those that the system is set to. */
export function serversOf({ resolver }: DnsOptions): readonly Endpoint[] {
  const texts = resolver === undefined ? new Resolver().getServers() : [resolver];
  return texts.slice(0, MAX_SERVERS).flatMap((text) => parseServer(text) ?? []);
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
): Promise<readonly Asked[]> {
  const startMs = performance.now();
  const asked: Asked[] = [];
  for (const [index, server] of servers.entries()) {
    const leftMs = limits.timeMs - (performance.now() - startMs);
    const share = { timeMs: leftMs / (servers.length - index), signal: limits.signal };
    const one = await askServer(name, type, server, share);
    asked.push(one);
    if (isFinal(one.result)) break;
  }
  return asked;
}

function isFinal(result: QueryResult): boolean {
  if (result.kind === 'cancelled') return true;
  return result.kind === 'answer' && ['NOERROR', 'NXDOMAIN'].includes(result.rcode);
}

async function askServer(
  name: string,
  type: DnsOptions['type'],
  server: Endpoint,
  limits: RaceLimits,
): Promise<Asked> {
  const startMs = performance.now();
  const first = type === 'address' ? 'A' : type;
  const result = await queryDns(server, name, first, limits);
  const records = recordsIn(result, name, first);
  const isEmpty = result.kind === 'answer' && result.rcode === 'NOERROR' && !records.values[0];
  if (type !== 'address' || !isEmpty) return { server, result, records };
  const timeMs = limits.timeMs - (performance.now() - startMs);
  const second = await queryDns(server, name, 'AAAA', { timeMs, signal: limits.signal });
  const found = recordsIn(second, name, 'AAAA');
  // A server that drops AAAA questions does not make "no A record" any less true.
  return found.values[0] === undefined
    ? { server, result, records }
    : { server, result: second, records: found };
}

function recordsIn(result: QueryResult, name: string, type: string): Records {
  return recordsFor(result.kind === 'answer' ? result.answers : [], name, type);
}
