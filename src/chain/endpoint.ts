/** Where something listens, as far as an address tells. */
export interface Endpoint {
  /** In lower case. */
  readonly host: string;
  /** Null where the address leaves it out, or names the usual one of its scheme. */
  readonly port: string | null;
}

/** The endpoint of an address: of a URL, of `host:port`, or the name itself; null where there is none. */
export function endpointIn(address: string | undefined): Endpoint | null {
  if (address === undefined) return null;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `x://${address}`);
  return url?.hostname ? { host: url.hostname.toLowerCase(), port: url.port || null } : null;
}
