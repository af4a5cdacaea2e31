import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Names one request at all its attempts: that is what it is for. */
const ownKeys = ['idempotency-key', 'x-idempotency-key'] as const;
/** Name whatever made the request, which may make others too. */
const sharedKeys = ['x-client-request-id', 'x-request-id'] as const;

/**
 * What groups the attempts of one request, by the headers that clients send again when they try again;
 * null where they send none. An id that may be shared by several requests groups only those that look the
 * same. Only a hash of it is kept.
 */
export function requestKey(
  headers: IncomingHttpHeaders,
  path: string,
  bodyBytes: number,
): string | null {
  const own = first(headers, ownKeys);
  if (own !== null) return hashed(own);
  const shared = first(headers, sharedKeys);
  return shared === null ? null : hashed(`${shared}\n${path}\n${bodyBytes}`);
}

function first(headers: IncomingHttpHeaders, names: readonly string[]): string | null {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return `${name}: ${value}`;
  }
  return null;
}

function hashed(text: string): string {
  return `tap:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
