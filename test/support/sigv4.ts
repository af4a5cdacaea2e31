import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What the `Authorization` header of AWS Signature Version 4 says. */
export interface SigV4Header {
  readonly id: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly names: string;
  readonly signature: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

export function sigV4HeaderOf({ headers }: IncomingMessage): SigV4Header | undefined {
  const match = HEADER.exec(headers.authorization ?? '');
  if (!match) return undefined;
  const [, id = '', day = '', region = '', service = '', names = '', signature = ''] = match;
  return { id, day, region, service, names, signature };
}

/** When the request says it was signed, ms since 1970; NaN where it does not. */
export function sigV4TimeOf({ headers }: IncomingMessage): number {
  const stamp = String(headers['x-amz-date'] ?? '');
  return Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
}

/**
 * The signature that the request must have, by the published rules (canonical request, string to sign, key
 * derived by day, region and service), written anew here: nothing of what is tested is used.
 */
export function sigV4SignatureOf(
  request: IncomingMessage,
  { day, region, service, names }: SigV4Header,
  secret: string,
  body = '',
): string {
  const text = [
    'AWS4-HMAC-SHA256',
    String(request.headers['x-amz-date'] ?? ''),
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonical(request, names, body)),
  ].join('\n');
  const derived = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  return hmac(derived, text).toString('hex');
}

function canonical(request: IncomingMessage, names: string, body: string): string {
  const url = new URL(request.url ?? '/', 'http://aws');
  const query = [...url.searchParams]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .toSorted()
    .join('&');
  const headers = names
    .split(';')
    .map((name) => `${name}:${oneSpaced(String(request.headers[name] ?? ''))}\n`)
    .join('');
  const path = url.pathname
    .split('/')
    .map((part) => strict(decodeURIComponent(part)))
    .join('/');
  const payload = String(request.headers['x-amz-content-sha256'] ?? sha256(body));
  return [request.method, path, query, headers, names, payload].join('\n');
}

function oneSpaced(value: string): string {
  return value.trim().replace(/ +/g, ' ');
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
