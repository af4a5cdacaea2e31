import { sign } from 'node:crypto';

/** Seconds for which an assertion is good: Google takes no longer ones. */
const LIFE_SECONDS = 3_600;

/** A JSON Web Signature in compact form with RSA and SHA-256 (RFC 7515, RS256). */
export function rs256(header: string, payload: string, key: Parameters<typeof sign>[2]): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

export interface ServiceAccountKey {
  readonly email: string;
  readonly privateKey: string;
  readonly keyId: string | undefined;
  readonly tokenUri: string;
}

/** What a service account shows to be given a token: who it is, for what, from when to when. */
export function assertionOf(key: ServiceAccountKey, scope: string, nowMs: number): string {
  const iat = Math.floor(nowMs / 1_000);
  const header = { alg: 'RS256', typ: 'JWT', ...(key.keyId ? { kid: key.keyId } : {}) };
  const claims = { iss: key.email, scope, aud: key.tokenUri, iat, exp: iat + LIFE_SECONDS };
  return rs256(JSON.stringify(header), JSON.stringify(claims), key.privateKey);
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
