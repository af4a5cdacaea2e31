import { z } from 'zod';
import { addressRange } from '../network/address.ts';
import { resolverOption } from '../network/endpoint.ts';
import type { HostDatabase } from '../network/lookup-there.ts';
import { millisecondsOption } from '../network/options.ts';
import type { Standing } from '../probe.ts';

/** `address` asks for A and, where there is none, for AAAA. */
export const recordTypes = [
  'address',
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'MX',
  'NS',
  'PTR',
  'SOA',
  'SRV',
  'TXT',
] as const;

/** Expected values of one name; more is a zone file, not an expectation. */
const MAX_EXPECTED = 64;

const isAddressType = (type: string): boolean => ['address', 'A', 'AAAA'].includes(type);

export const dnsOptions = z
  .strictObject({
    name: z.string().min(1).max(1_000),
    type: z.enum(recordTypes).default('address'),
    /**
     * `resolver` asks a DNS server on the wire; `system` asks the way applications do, which is
     * what is done for names that DNS servers do not know when nothing is stated.
     */
    via: z.enum(['resolver', 'system']).optional(),
    resolver: resolverOption.optional(),
    expect: z.array(z.string().min(1)).min(1).max(MAX_EXPECTED).optional(),
    slowMs: millisecondsOption.optional(),
  })
  .refine(({ via, resolver }) => via !== 'system' || resolver === undefined, {
    path: ['resolver'],
    message: 'has no meaning with "via: system"',
  })
  .refine(({ via, type }) => via !== 'system' || isAddressType(type), {
    path: ['type'],
    message: 'must be address, A or AAAA with "via: system"',
  })
  .refine(
    ({ type, expect }) =>
      !isAddressType(type) || (expect ?? []).every((text) => addressRange(text) !== undefined),
    { path: ['expect'], message: 'must be IP addresses or networks: 10.0.0.1, 10.0.0.0/8' },
  );

export type DnsOptions = z.infer<typeof dnsOptions>;

/**
 * Whether the look goes the system's way. From elsewhere it does wherever nothing is stated: what a
 * program there is told is what counts there, and its servers may speak UDP alone.
 */
export function isThroughSystem(
  { name, type, via, resolver }: DnsOptions,
  standing: Standing = 'here',
): boolean {
  if (via !== undefined) return via === 'system';
  if (resolver !== undefined || !isAddressType(type)) return false;
  return standing === 'elsewhere' || isSystemName(name);
}

/** What getent is asked for a type of address. */
export function hostDatabase(type: DnsOptions['type']): HostDatabase {
  return ({ A: 'ahostsv4', AAAA: 'ahostsv6' } as const)[type as 'A' | 'AAAA'] ?? 'ahosts';
}

/** Names from the hosts file and short names with a search domain: DNS servers do not know them. */
function isSystemName(name: string): boolean {
  const bare = name.replace(/\.$/, '').toLowerCase();
  return !bare.includes('.') || bare.endsWith('.localhost') || bare.endsWith('.local');
}
