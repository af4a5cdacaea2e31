import { createHash, createHmac } from 'node:crypto';
import type { Got } from './fake-api.ts';

/** Requests older or newer than this are refused. */
const SKEW_MS = 5 * 60_000;

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
  readonly service: string;
}

export type SignatureFault =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'expired'
  | 'token'
  | 'wrong';

/**
 * What is wrong with a request's AWS Signature Version 4, worked out anew from the published rules
 * (canonical request, string to sign, key derived by day, region and service). Null: it is right.
 */
export function signatureFault(got: Got, signer: Signer, nowMs: number): SignatureFault | null {
  const { authorization } = got.headers;
  if (authorization === undefined) return 'missing';
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!match) return 'malformed';
  const [, id, day = '', region, service, names = '', signature] = match;
  if (id !== signer.accessKeyId) return 'unknown-key';
  if (got.headers['x-amz-security-token'] !== signer.sessionToken) return 'token';
  const stamp = got.headers['x-amz-date'] ?? '';
  const at = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(Math.abs(nowMs - at) <= SKEW_MS)) return 'expired';
  const isForUs = region === signer.region && service === signer.service && stamp.startsWith(day);
  // The host must be signed, so that a request cannot be sent elsewhere.
  if (!isForUs || !names.split(';').includes('host')) return 'wrong';
  // Nothing may be signed that was not sent.
  if (names.split(';').some((name) => got.headers[name] === undefined)) return 'wrong';
  const scope = `${day}/${signer.region}/${signer.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical(got, names))].join('\n');
  const key = [signer.region, signer.service, 'aws4_request'].reduce(
    hmac,
    hmac(`AWS4${signer.secretAccessKey}`, day),
  );
  return hmac(key, text).toString('hex') === signature ? null : 'wrong';
}

function canonical({ method, target, headers, text }: Got, names: string): string {
  const url = new URL(target, 'http://fake');
  // Every service but S3 encodes the path, which is encoded already, once more.
  const path = url.pathname.split('/').map(strict).join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .toSorted()
    .join('&');
  const lines = names
    .split(';')
    .map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [method, path, query, lines.join(''), names, sha256(text)].join('\n');
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
