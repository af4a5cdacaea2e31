import { BlockList, isIP } from 'node:net';
import { hostOf } from '../network/http-exchange.ts';

/** Addresses that a redirect must not lead to: what answers there answers only this machine. */
const LINK_LOCAL = blockList(['169.254.0.0/16', 'fe80::/10']);
const METADATA = blockList([
  'fd00:ec2::254/128', // AWS
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure
  '192.0.0.192/32', // Oracle
]);
const LOOPBACK = blockList(['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128']);
const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata']);

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits = ''] = network.split('/');
    list.addSubnet(base, Number(bits), isIP(base) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && holds(LOOPBACK, address);
}

export interface RedirectRules {
  /** Hosts named in the options, and that of the URL itself: the user asked for them. */
  readonly named: ReadonlySet<string>;
  /** The address that sent the redirect. */
  readonly from: string;
}

/** Why a redirect must not be followed to `url`, as far as the URL tells. */
export function refuseRedirectUrl(url: URL, { named }: RedirectRules): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `${url.protocol} is not followed`;
  }
  const host = hostOf(url).toLowerCase().replace(/\.$/, '');
  return METADATA_NAMES.has(host) && !named.has(host) ? `${host} is a metadata service` : null;
}

/**
 * The same for the address that its host resolved to: the check and the connection use one
 * answer, so a name that changes its address in between gains nothing.
 */
export function refuseRedirectAddress(
  url: URL,
  { named, from }: RedirectRules,
): (address: string) => string | null {
  if (named.has(hostOf(url).toLowerCase())) return () => null;
  return (address) => {
    if (holds(LINK_LOCAL, address)) return `${address} is link-local`;
    if (holds(METADATA, address)) return `${address} is a metadata service`;
    return isLoopback(address) && !isLoopback(from)
      ? `${address} is this machine, and ${from} is not`
      : null;
  };
}
