import type { Endpoint } from '../network/endpoint.ts';
import { hostOf } from '../network/http-exchange.ts';

const POSTGRES_PORT = 5432;
/** As libpq names them; `verify-ca` checks no name, which helps nobody who looks. */
const sslModes = ['disable', 'prefer', 'require', 'verify-full'] as const;

export type SslMode = (typeof sslModes)[number];

/** What the URL says. */
export interface PostgresTarget {
  readonly endpoint: Endpoint;
  readonly user: string;
  readonly database: string;
  readonly sslMode: SslMode;
}

export function targetOf(text: string): PostgresTarget {
  const url = new URL(text);
  const user = decodeURIComponent(url.username) || 'postgres';
  const named = url.searchParams.get('sslmode');
  return {
    endpoint: { host: hostOf(url), port: url.port === '' ? POSTGRES_PORT : Number(url.port) },
    user,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    // As libpq: what it does not know must not be weaker than what was meant.
    sslMode: sslModes.find((mode) => mode === named) ?? (named === null ? 'prefer' : 'verify-full'),
  };
}
