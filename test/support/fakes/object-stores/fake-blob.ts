import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeObject } from '../../fake-s3.ts';
import { type Listener, listenHttp } from '../../listeners.ts';

export const BLOB_ACCOUNT = 'acmedata';
/** The account's key, with which shared access signatures are made. */
export const BLOB_KEY = Buffer.from('fake-account-key-of-tests-0123456789').toString('base64');

type Refusal = readonly [status: number, code: string, message?: string];

export interface FakeBlobOptions {
  readonly containers: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>;
  /** The bearer token that it takes; without one and without signatures everybody may read. */
  readonly bearer?: string;
  readonly takesSignatures?: boolean;
  readonly trouble?: Refusal;
  readonly pageBlobs?: number;
  /** Its first page holds no blob, as it happens where a partition ends. */
  readonly startsEmpty?: boolean;
}

/**
 * A fake of Azure's Blob service: GET of blobs with ranges, List Blobs with markers, errors in XML and in
 * `x-ms-error-code`. It wants a version, and checks bearer tokens and service signatures of containers.
 */
export function startFakeBlob(options: FakeBlobOptions): Promise<Listener> {
  return listenHttp((request, response) => {
    const url = new URL(request.url ?? '/', 'http://blob');
    response.setHeader('server', 'Windows-Azure-Blob/1.0');
    response.setHeader('x-ms-request-id', 'FAKEBLOB01');
    const problem = options.trouble ?? refusal(request, url, options);
    if (problem) fail(response, ...problem);
    else serve(request, response, url, options);
  });
}

function fail(response: ServerResponse, status: number, code: string, message = 'words'): void {
  const headers = code === '' ? {} : { 'x-ms-error-code': code };
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.end(code === '' ? '' : `\uFEFF<?xml version="1.0" encoding="utf-8"?>${error}`);
}

function refusal(
  { headers }: IncomingMessage,
  url: URL,
  { bearer, takesSignatures }: FakeBlobOptions,
): Refusal | null {
  if (!/^20\d\d-\d\d-\d\d$/.test(String(headers['x-ms-version'] ?? ''))) {
    return [400, 'InvalidHeaderValue'];
  }
  if (url.searchParams.has('sig') && takesSignatures) return signatureRefusal(url);
  if (headers.authorization !== undefined) {
    if (headers.authorization === `Bearer ${bearer}`) return null;
    return [401, 'InvalidAuthenticationInfo', 'Server failed to authenticate the request.'];
  }
  if (bearer === undefined && !takesSignatures) return null;
  return [401, 'NoAuthenticationInformation'];
}

function signatureRefusal(url: URL): Refusal | null {
  const signed = signatureOf(url, Object.fromEntries(url.searchParams));
  if (signed !== url.searchParams.get('sig')) return [403, 'AuthenticationFailed'];
  if (!(Date.parse(url.searchParams.get('se') ?? '') > Date.now())) {
    return [403, 'AuthenticationFailed', 'Signature not valid in the specified time frame'];
  }
  const wanted = url.searchParams.get('comp') === 'list' ? 'l' : 'r';
  const isAllowed = url.searchParams.get('sp')?.includes(wanted);
  return isAllowed ? null : [403, 'AuthorizationPermissionMismatch'];
}

/** The signature of a container, by the fields of version 2020-12-06: one a line, and the empty ones as well. */
function signatureOf(url: URL, fields: Readonly<Record<string, string>>): string {
  const [, container = ''] = url.pathname.split('/');
  const { sp = '', st = '', se = '', si = '', sip = '', spr = '', sv = '', sr = '' } = fields;
  const resource = `/blob/${BLOB_ACCOUNT}/${container}`;
  const lines = [sp, st, se, resource, si, sip, spr, sv, sr, '', '', '', '', '', '', ''];
  return createHmac('sha256', Buffer.from(BLOB_KEY, 'base64'))
    .update(lines.join('\n'))
    .digest('base64');
}

/** A shared access signature of a container, as the portal hands it out. */
export function sharedAccess(container: string, parts: Readonly<Record<string, string>> = {}) {
  const se = new Date(Date.now() + 3_600_000).toISOString();
  const fields = { sp: 'rl', se, sv: '2022-11-02', sr: 'c', ...parts };
  const sig = signatureOf(new URL(`http://blob/${container}`), fields);
  return `?${new URLSearchParams({ ...fields, sig }).toString()}`;
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: FakeBlobOptions,
): void {
  const [, container = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const blobs = options.containers[container];
  if (!blobs) fail(response, 404, 'ContainerNotFound');
  else if (url.searchParams.get('comp') === 'list') list(response, blobs, url, options);
  else hand(request, response, blobs[rest.join('/')]);
}

function list(
  response: ServerResponse,
  blobs: Readonly<Record<string, FakeObject>>,
  { searchParams: query }: URL,
  { pageBlobs = 5_000, startsEmpty }: FakeBlobOptions,
): void {
  if (query.get('restype') !== 'container') {
    fail(response, 400, 'InvalidQueryParameterValue');
    return;
  }
  const marker = query.get('marker') ?? '';
  const isEmpty = startsEmpty && marker === '';
  const most = isEmpty ? 0 : Math.min(Number(query.get('maxresults')), pageBlobs);
  const left = Object.keys(blobs)
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key >= marker)
    .toSorted();
  const entries = left.slice(0, most).map((key) => {
    const { text, changedMs } = blobs[key] as FakeObject;
    const properties = `<Last-Modified>${new Date(changedMs).toUTCString()}</Last-Modified><Content-Length>${text.length}</Content-Length>`;
    return `<Blob><Name>${key}</Name><Properties>${properties}</Properties></Blob>`;
  });
  response.setHeader('content-type', 'application/xml');
  response.end(
    `\uFEFF<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs>${entries.join('')}</Blobs><NextMarker>${left[most] ?? ''}</NextMarker></EnumerationResults>`,
  );
}

function hand(
  request: IncomingMessage,
  response: ServerResponse,
  blob: FakeObject | undefined,
): void {
  if (!blob) {
    fail(response, 404, 'BlobNotFound');
  } else if (blob.text === '' && request.headers.range) {
    fail(response, 416, 'InvalidRange');
  } else {
    response.setHeader('etag', '"0x8DBFAKE00000001"');
    response.setHeader('last-modified', new Date(blob.changedMs).toUTCString());
    response.writeHead(206, { 'content-range': `bytes 0-0/${blob.text.length}` });
    response.end(blob.text.slice(0, 1));
  }
}
