import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listener, listenHttp } from './listeners.ts';

export interface FakeObject {
  readonly text: string;
  readonly changedMs: number;
}

export interface FakeS3Options {
  readonly buckets: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>;
  /** Access key id → secret. Empty: everybody may read. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly region?: string;
  /** Answers each request so, whatever it asks: status and error code. */
  trouble?: readonly [number, string] | undefined;
  /** Milliseconds that its clock is ahead. */
  readonly aheadMs?: number;
  readonly pageKeys?: number;
}

/** Requests older or newer than this are refused, as by S3. */
const skewMs = 15 * 60_000;

/**
 * A fake S3 server: path style, GET of objects with ranges, ListObjectsV2 with pages, errors in XML.
 * It checks each signature by the published rules of AWS Signature Version 4 (canonical request,
 * string to sign, key derived by day, region and service), written anew here.
 */
export async function startFakeS3(options: FakeS3Options): Promise<Listener> {
  return listenHttp((request, response) => {
    const now = Date.now() + (options.aheadMs ?? 0);
    response.setHeader('date', new Date(now).toUTCString());
    response.setHeader('server', 'FakeS3');
    response.setHeader('x-amz-request-id', 'FAKE0001');
    const problem = options.trouble ?? refusal(request, options, now);
    if (problem) fail(response, ...problem);
    else serve(request, response, options);
  });
}

function fail(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>as S3 says it</Message></Error>`;
  response.end(code === '' ? '' : xml);
}

function refusal(
  request: IncomingMessage,
  { keys = {}, region = 'us-east-1' }: FakeS3Options,
  now: number,
): readonly [number, string] | null {
  if (Object.keys(keys).length === 0) return null;
  const given = request.headers.authorization;
  if (given === undefined) return [403, 'AccessDenied'];
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      given,
    );
  if (!match) return [400, 'AuthorizationHeaderMalformed'];
  const [, id = '', day = '', signedRegion = '', names = '', signature = ''] = match;
  const secret = keys[id];
  if (secret === undefined) return [403, 'InvalidAccessKeyId'];
  if (signedRegion !== region) return [400, 'AuthorizationHeaderMalformed'];
  const stamp = String(request.headers['x-amz-date'] ?? '');
  const at = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(at) || !stamp.startsWith(day)) return [403, 'AccessDenied'];
  if (Math.abs(now - at) > skewMs) return [403, 'RequestTimeTooSkewed'];
  const text = [
    'AWS4-HMAC-SHA256',
    stamp,
    `${day}/${region}/s3/aws4_request`,
    sha256(canonical(request, names)),
  ].join('\n');
  const derived = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
  return hmac(derived, text).toString('hex') === signature ? null : [403, 'SignatureDoesNotMatch'];
}

function canonical(request: IncomingMessage, names: string): string {
  const url = new URL(request.url ?? '/', 'http://s3');
  const query = [...url.searchParams]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .toSorted()
    .join('&');
  const headers = names
    .split(';')
    .map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}\n`,
    )
    .join('');
  const path = url.pathname
    .split('/')
    .map((part) => strict(decodeURIComponent(part)))
    .join('/');
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  return [request.method, path, query, headers, names, payload].join('\n');
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

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { buckets, pageKeys = 1_000 }: FakeS3Options,
): void {
  const url = new URL(request.url ?? '/', 'http://s3');
  const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const objects = buckets[bucket];
  const key = rest.join('/');
  if (!objects) fail(response, 404, 'NoSuchBucket');
  else if (key === '') list(response, objects, url.searchParams, pageKeys);
  else hand(request, response, objects[key]);
}

function list(
  response: ServerResponse,
  objects: Readonly<Record<string, FakeObject>>,
  query: URLSearchParams,
  pageKeys: number,
): void {
  const most = Math.min(Number(query.get('max-keys') ?? 1_000), pageKeys);
  const after = query.get('continuation-token') ?? '';
  const all = Object.keys(objects)
    .filter((key) => key.startsWith(query.get('prefix') ?? ''))
    .toSorted();
  const left = all.filter((key) => key > after);
  const page = left.slice(0, most);
  const isCut = left.length > page.length;
  const contents = page.map((key) => {
    const { text, changedMs } = objects[key] as FakeObject;
    return `<Contents><Key>${key}</Key><LastModified>${new Date(changedMs).toISOString()}</LastModified><Size>${text.length}</Size></Contents>`;
  });
  const token = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  response.setHeader('content-type', 'application/xml');
  response.end(
    `<?xml version="1.0"?><ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isCut}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`,
  );
}

function hand(
  request: IncomingMessage,
  response: ServerResponse,
  object: FakeObject | undefined,
): void {
  if (!object) {
    fail(response, 404, 'NoSuchKey');
    return;
  }
  const { text, changedMs } = object;
  if (text === '' && request.headers.range) {
    fail(response, 416, 'InvalidRange');
    return;
  }
  response.setHeader('etag', `"${createHash('md5').update(text).digest('hex')}"`);
  response.setHeader('last-modified', new Date(changedMs).toUTCString());
  response.writeHead(206, { 'content-range': `bytes 0-0/${text.length}` });
  response.end(text.slice(0, 1));
}
