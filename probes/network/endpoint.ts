import { isIP } from 'node:net';
import { z } from 'zod';

/** Where to connect. `host` is a name or an address without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Longest `host:port` accepted: a DNS name has at most 253 characters. */
const MAX_ENDPOINT_CHARACTERS = 300;

/** `host:port` or `[v6]:port` → its parts; with `defaultPort`, the port may be left out. */
export function parseEndpoint(text: string, defaultPort?: number): Endpoint | undefined {
  if (text.length > MAX_ENDPOINT_CHARACTERS) return undefined;
  if (defaultPort !== undefined && isIP(text) === 6) return { host: text, port: defaultPort };
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (!match || host === undefined) return undefined;
  if (match[1] !== undefined && isIP(match[1]) !== 6) return undefined;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** The way back: `host:port`, with brackets around a v6 address. */
export function formatEndpoint({ host, port }: Endpoint): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

export const DNS_PORT = 53;

/** An option that holds `host:port`. */
export const endpointOption = z
  .string()
  .refine((text) => parseEndpoint(text) !== undefined, 'must be host:port or [v6]:port');

/** An option that names a DNS server by address: `9.9.9.9`, `127.0.0.1:5353`, `[::1]:5353`. */
export const resolverOption = z.string().refine((text) => {
  const endpoint = parseEndpoint(text, DNS_PORT);
  return endpoint !== undefined && isIP(endpoint.host) !== 0;
}, 'must be the IP address of a DNS server, with a port where it is not 53: 127.0.0.1:5353');
