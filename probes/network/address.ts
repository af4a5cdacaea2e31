import { BlockList, isIP } from 'node:net';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What is dialled: an address, or a name that a vantage elsewhere resolves as it dials. */
export interface Destination {
  readonly address: string;
  readonly family: 4 | 6 | 'name';
}

export function addressOf(text: string): Address | undefined {
  const family = isIP(text);
  return family === 4 || family === 6 ? { address: text, family } : undefined;
}

/** An IP address, or a network in CIDR form, as a list that answers `includes`. */
export function addressRange(text: string): { includes(address: string): boolean } | undefined {
  const [base = '', bits, ...rest] = text.split('/');
  const family = isIP(base);
  if (family === 0 || rest.length > 0) return undefined;
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  if (prefix > width) return undefined;
  const list = new BlockList();
  list.addSubnet(base, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return {
    includes: (address) => {
      const own = isIP(address);
      return own !== 0 && list.check(address, own === 4 ? 'ipv4' : 'ipv6');
    },
  };
}
