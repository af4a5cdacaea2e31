import { domainToASCII } from 'node:url';
import type { Answer, RecordType } from 'dns-packet';
import type { Vantage } from '../../src/vantage/types.ts';
import { type Address, addressOf, type Destination } from './address.ts';
import { type QueryResult, queryDns } from './dns-query.ts';
import { DNS_PORT, type Endpoint, parseEndpoint } from './endpoint.ts';
import type { NetworkFailure, NetworkSymptom } from './failure.ts';
import { lookupSymptomOf } from './lookup-symptom.ts';
import type { RaceLimits } from './race.ts';
import { selfSymptomOf, systemError } from './system-error.ts';
import { type LookupResult, systemLookup } from './system-lookup.ts';

/** Addresses of one name that a dial tries; more replicas than this prove nothing new. */
export const MAX_ADDRESSES = 8;
/** How long addresses of one family wait for those of the other (RFC 8305, resolution delay). */
const FAMILY_GRACE_MS = 50;

export type Resolution =
  | { readonly kind: 'addresses'; readonly addresses: readonly Destination[] }
  | { readonly kind: 'failure'; readonly failure: NetworkFailure };

/**
 * Name → addresses, through `resolver` (`ip` or `ip:port`) on the wire where one is given, and
 * otherwise the way applications do it. An address stays what it is.
 *
 * @param vantage elsewhere: it carries the question to `resolver`, and where none is given the name
 *   stays a name, which it resolves as it dials
 */
export async function resolve(
  host: string,
  resolver: string | undefined,
  limits: RaceLimits,
  vantage?: Vantage,
): Promise<Resolution> {
  const literal = addressOf(host);
  if (literal) return { kind: 'addresses', addresses: [literal] };
  const name = dnsNameOf(host);
  if (name === undefined) return failed('dns.badname', 'not a valid DNS name');
  const server = resolver === undefined ? undefined : parseEndpoint(resolver, DNS_PORT);
  if (server) return throughServer(server, name, limits, vantage);
  if (vantage) return { kind: 'addresses', addresses: [{ address: name, family: 'name' }] };
  const result = await systemLookup(name, limits);
  if (result === 'timeout') return failed('dns.timeout', `no answer for ${name} in time`);
  if (result === 'cancelled') return failed('self.cancelled', 'cancelled');
  return fromLookup(result);
}

/** The name in the form that goes on the wire, or undefined where DNS cannot carry it. */
export function dnsNameOf(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const ascii = /^[\x21-\x7e]*$/.test(name) ? name : domainToASCII(name);
  if (ascii.length === 0 || ascii.length > 253) return undefined;
  return ascii.split('.').every((label) => /^[A-Za-z0-9_*-]{1,63}$/.test(label))
    ? ascii
    : undefined;
}

function fromLookup(result: LookupResult): Resolution {
  if (result.kind === 'addresses') {
    const addresses = result.addresses.flatMap(({ address }) => addressOf(address) ?? []);
    return { kind: 'addresses', addresses: addresses.slice(0, MAX_ADDRESSES) };
  }
  const { code, message } = systemError(result.error);
  return failed(selfSymptomOf(code) ?? lookupSymptomOf(code), message);
}

async function throughServer(
  server: Endpoint,
  name: string,
  limits: RaceLimits,
  vantage: Vantage | undefined,
): Promise<Resolution> {
  const enough = new AbortController();
  const signal = AbortSignal.any([limits.signal, enough.signal]);
  const v6 = queryDns(server, name, 'AAAA', { ...limits, signal }, vantage);
  const first = await queryDns(server, name, 'A', limits, vantage);
  const v4 = addressesIn(first, 'A');
  const grace = setTimeout(() => v4.length > 0 && enough.abort(), FAMILY_GRACE_MS);
  const second = await v6;
  clearTimeout(grace);
  const addresses = [...v4, ...addressesIn(second, 'AAAA')];
  if (addresses.length > 0) {
    return { kind: 'addresses', addresses: addresses.slice(0, MAX_ADDRESSES) };
  }
  return { kind: 'failure', failure: queryFailure(first) };
}

function addressesIn(result: QueryResult, type: RecordType): readonly Address[] {
  if (result.kind !== 'answer') return [];
  return result.answers.flatMap((answer) =>
    answer.type === type ? (addressOf(dataText(answer)) ?? []) : [],
  );
}

function dataText(answer: Answer): string {
  return 'data' in answer && typeof answer.data === 'string' ? answer.data : '';
}

/** Why a query gave no address. */
export function queryFailure(result: QueryResult): NetworkFailure {
  switch (result.kind) {
    case 'answer':
      return { phase: 'resolve', symptom: rcodeSymptom(result.rcode), detail: result.rcode };
    case 'timeout':
      return { phase: 'resolve', symptom: 'dns.timeout', detail: 'the resolver did not answer' };
    case 'cancelled':
      return { phase: 'resolve', symptom: 'self.cancelled', detail: 'cancelled' };
    case 'lost':
      return { phase: 'resolve', symptom: 'self.vantage', detail: result.detail };
    case 'malformed':
      return { phase: 'resolve', symptom: 'dns.malformed', detail: result.detail };
    case 'error': {
      const symptom = selfSymptomOf(result.code) ?? 'dns.resolver_unreachable';
      return { phase: 'resolve', symptom, detail: result.detail };
    }
  }
}

export function rcodeSymptom(rcode: string): NetworkSymptom {
  if (rcode === 'NXDOMAIN') return 'dns.nxdomain';
  if (rcode === 'NOERROR') return 'dns.nodata';
  if (rcode === 'REFUSED' || rcode === 'NOTAUTH') return 'dns.refused';
  return 'dns.servfail';
}

function failed(symptom: NetworkSymptom, detail: string): Resolution {
  return { kind: 'failure', failure: { phase: 'resolve', symptom, detail } };
}
