import type { Endpoint } from '../network/endpoint.ts';
import { hostOf } from '../network/http-exchange.ts';

const REDIS_PORT = 6379;

/** What the URL says. */
export interface RedisTarget {
  readonly endpoint: Endpoint;
  /** Empty: the user `default`. */
  readonly user: string;
  readonly database: number;
  readonly secure: boolean;
}

export function targetOf(text: string): RedisTarget {
  const url = new URL(text);
  const database = Number(url.pathname.slice(1) || '0');
  return {
    endpoint: { host: hostOf(url), port: url.port === '' ? REDIS_PORT : Number(url.port) },
    user: decodeURIComponent(url.username),
    database: Number.isInteger(database) ? database : 0,
    secure: url.protocol === 'rediss:',
  };
}
