import { isIP } from 'node:net';

/**
 * One network as its own programs see it: the machine that is looked from, or a container. The same
 * `127.0.0.1:80` is another thing in each, so that addresses become {@link endpointMark marks} before
 * they are compared.
 */
export interface Scope {
  /** Inode of the network namespace; empty for the one that is looked from. */
  readonly namespace: string;
  /** Its own addresses, loopback apart. */
  readonly addresses: readonly string[];
  /** Names that its programs can use, in lower case → address. */
  readonly names: ReadonlyMap<string, string>;
}

const LOOPBACK = '127.0.0.1';

export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '*' || host === '';
}

/** `10.0.0.7:80`, `[2001:db8::1]:80`, `db.internal:5432`. */
export function hostPort(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What this endpoint is called wherever it is spoken of: equal for equal things. */
export function endpointMark(scope: Scope, host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  const known = scope.names.get(bare) ?? bare;
  // Who listens on one loopback address answers on "localhost"; which one is meant is seldom said.
  if (isLoopback(known) || isWildcard(known)) {
    const mark = hostPort(LOOPBACK, port);
    return scope.namespace === '' ? mark : `${scope.namespace}/${mark}`;
  }
  return hostPort(known, port);
}

/** Under which a listener on `ip` is met: on all addresses of its network where it listens on all. */
export function listenMarks(scope: Scope, ip: string, port: number): readonly string[] {
  const hosts = isWildcard(ip) ? [LOOPBACK, ...scope.addresses] : [ip];
  return [...new Set(hosts.map((host) => endpointMark(scope, host, port)))];
}

/** How it is reached from where discover stands; undefined for another network's loopback. */
export function reachableHost(scope: Scope, ip: string): string | undefined {
  if (scope.namespace === '') return isWildcard(ip) ? LOOPBACK : ip;
  if (!isWildcard(ip)) return isLoopback(ip) ? undefined : ip;
  return scope.addresses.find((address) => isIP(address) === 4) ?? scope.addresses[0];
}

/** /etc/hosts → name in lower case to its first address. */
export function parseHosts(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [ip = '', ...rest] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    if (isIP(ip) === 0) continue;
    for (const name of rest) {
      const key = name.toLowerCase();
      if (!names.has(key)) names.set(key, ip);
    }
  }
  return names;
}
