import { isIP } from 'node:net';
import { endpointMark, hostPort, type Scope } from './machine/scope.ts';

/** Ports of schemes where the text names none. */
const ports: Readonly<Record<string, number>> = {
  ...{ 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443, 'grpc:': 443 },
  ...{ 'postgres:': 5432, 'postgresql:': 5432, 'mysql:': 3306, 'mariadb:': 3306 },
  ...{ 'redis:': 6379, 'rediss:': 6379, 'valkey:': 6379, 'mongodb:': 27_017 },
  ...{ 'amqp:': 5672, 'amqps:': 5671, 'nats:': 4222, 'memcached:': 11_211, 'tcp:': 0 },
};

export interface EndpointIn {
  readonly scheme: string | undefined;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** Of a web address, without what stands behind "?". */
  readonly path: string;
}

/**
 * The endpoint that a text names: a URL (its user, password and query are dropped at once), or
 * `host:port`. Undefined for everything else, also for what holds variables.
 */
export function endpointIn(text: string): EndpointIn | undefined {
  if (text.length > 2_048 || /[\s\p{Cc}${}<>"']/u.test(text)) return undefined;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? fromUrl(text) : fromPair(text);
}

function fromUrl(text: string): EndpointIn | undefined {
  // Drivers are named behind a plus: postgresql+asyncpg://.
  const plain = text.replace(/^([a-z]+)\+[a-z0-9]+:/i, '$1:');
  if (!URL.canParse(plain)) return undefined;
  const url = new URL(plain);
  const scheme = url.protocol.toLowerCase();
  const port = url.port === '' ? ports[scheme] : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (!port || !isHost(host)) return undefined;
  const isWeb = scheme === 'http:' || scheme === 'https:';
  return { scheme: scheme.slice(0, -1), host, port, path: isWeb ? url.pathname : '' };
}

function fromPair(text: string): EndpointIn | undefined {
  const [, v6, name, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = (v6 ?? name ?? '').toLowerCase();
  const number = Number(port);
  if (!isHost(host) || !(number > 0 && number <= 65_535)) return undefined;
  return { scheme: undefined, host, port: number, path: '' };
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9_](?:[a-z0-9_.-]{0,252})$/i.test(host);
}

/** As a chain file has it, seen from where discover stands; no secret of the text is in it. */
export function addressFrom({ scheme, host, port, path }: EndpointIn): string {
  const isWeb = scheme === 'http' || scheme === 'https';
  if (!isWeb) return hostPort(host, port);
  const isUsual = port === (scheme === 'http' ? 80 : 443);
  const at = isIP(host) === 6 ? `[${host}]` : host;
  return `${scheme}://${at}${isUsual ? '' : `:${port}`}${path === '/' ? '' : path}`;
}

/**
 * A need for what a program in `scope` calls by this text: an address where it is the same from
 * here, else a mark.
 */
export function needFrom(text: string, scope: Scope): string | undefined {
  const endpoint = endpointIn(text);
  if (!endpoint) return undefined;
  const mark = endpointMark(scope, endpoint.host, endpoint.port);
  const isSame = mark === hostPort(endpoint.host, endpoint.port);
  return isSame ? addressFrom(endpoint) : mark;
}
