import { z } from 'zod';
import { addressRange } from '../network/address.ts';
import { resolverOption } from '../network/endpoint.ts';
import { millisecondsOption } from '../network/options.ts';

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
    /** `resolver` asks a DNS server on the wire; `system` asks the way applications do. */
    via: z.enum(['resolver', 'system']).default('resolver'),
    resolver: resolverOption.optional(),
    expect: z.array(z.string().min(1)).min(1).max(MAX_EXPECTED).optional(),
    slowMs: millisecondsOption.optional(),
  })
  .refine(({ via, resolver }) => via === 'resolver' || resolver === undefined, {
    path: ['resolver'],
    message: 'has no meaning with "via: system"',
  })
  .refine(({ via, type }) => via === 'resolver' || isAddressType(type), {
    path: ['type'],
    message: 'must be address, A or AAAA with "via: system"',
  })
  .refine(
    ({ type, expect }) =>
      !isAddressType(type) || (expect ?? []).every((text) => addressRange(text) !== undefined),
    { path: ['expect'], message: 'must be IP addresses or networks: 10.0.0.1, 10.0.0.0/8' },
  );

export type DnsOptions = z.infer<typeof dnsOptions>;
