import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Listener, listenHttp } from './listeners.ts';
import { sigV4HeaderOf, sigV4SignatureOf, sigV4TimeOf } from './sigv4.ts';

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
  /** Where it says that every bucket stands; by default it says nothing. */
  readonly bucketRegion?: string | undefined;
}

/** Requests older or newer than this are refused, as by S3. */
const skewMs = 15 * 60_000;

/**
 * A fake S3 server: path style, GET of objects with ranges, ListObjectsV2 with pages, errors in XML.
 * It checks each signature.
 */
export async function startFakeS3(options: FakeS3Options): Promise<Listener> {
  return listenHttp((request, response) => {
    const now = Date.now() + (options.aheadMs ?? 0);
    response.setHeader('date', new Date(now).toUTCString());
    response.setHeader('server', 'FakeS3');
    response.setHeader('x-amz-request-id', 'FAKE0001');
    if (options.bucketRegion) response.setHeader('x-amz-bucket-region', options.bucketRegion);
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
  if (request.headers.authorization === undefined) return [403, 'AccessDenied'];
  const header = sigV4HeaderOf(request);
  if (header?.service !== 's3') return [400, 'AuthorizationHeaderMalformed'];
  const secret = keys[header.id];
  if (secret === undefined) return [403, 'InvalidAccessKeyId'];
  if (header.region !== region) return [400, 'AuthorizationHeaderMalformed'];
  const at = sigV4TimeOf(request);
  const stamp = String(request.headers['x-amz-date'] ?? '');
  if (Number.isNaN(at) || !stamp.startsWith(header.day)) return [403, 'AccessDenied'];
  if (Math.abs(now - at) > skewMs) return [403, 'RequestTimeTooSkewed'];
  const isRight = sigV4SignatureOf(request, header, secret) === header.signature;
  return isRight ? null : [403, 'SignatureDoesNotMatch'];
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
