import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeObject } from '../../fake-s3.ts';
import { type Listener, listenHttp } from '../../listeners.ts';

export interface FakeGoogleStorageOptions {
  readonly buckets: Readonly<Record<string, Readonly<Record<string, FakeObject>>>>;
  /** The bearer token that it takes; without one everybody may read. */
  readonly bearer?: string;
  readonly trouble?: readonly [status: number, reason: string];
  readonly pageObjects?: number;
}

/** A fake of Google Cloud Storage's JSON API: objects.get and objects.list with pages, errors with reasons. */
export function startFakeGoogleStorage(options: FakeGoogleStorageOptions): Promise<Listener> {
  return listenHttp((request, response) => {
    response.setHeader('server', 'UploadServer');
    response.setHeader('x-guploader-uploadid', 'FAKEUPLOAD01');
    const problem = options.trouble ?? refusal(request, options);
    if (problem) fail(response, ...problem);
    else serve(request, response, options);
  });
}

function fail(response: ServerResponse, code: number, reason: string): void {
  const message = `words about ${reason}`;
  const errors = [{ message, domain: 'global', reason }];
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(reason === '' ? '' : JSON.stringify({ error: { code, message, errors } }));
}

function refusal(
  { headers: { authorization } }: IncomingMessage,
  { bearer }: FakeGoogleStorageOptions,
): readonly [number, string] | null {
  if (bearer === undefined || authorization === `Bearer ${bearer}`) return null;
  return [401, authorization === undefined ? 'required' : 'authError'];
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { buckets, pageObjects = 1_000 }: FakeGoogleStorageOptions,
): void {
  const url = new URL(request.url ?? '/', 'http://google');
  const [, bucket = '', key] =
    /^\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const objects = buckets[decodeURIComponent(bucket)];
  if (!objects) fail(response, 404, 'notFound');
  else if (key === undefined) list(response, objects, url.searchParams, pageObjects);
  else describe(response, objects[decodeURIComponent(key)]);
}

function list(
  response: ServerResponse,
  objects: Readonly<Record<string, FakeObject>>,
  query: URLSearchParams,
  pageObjects: number,
): void {
  const most = Math.min(Number(query.get('maxResults') ?? 1_000), pageObjects);
  const from = query.get('pageToken') ?? '';
  const left = Object.keys(objects)
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key >= from)
    .toSorted();
  const items = left.slice(0, most).map((key) => described(objects[key] as FakeObject));
  const rest = left[most] === undefined ? {} : { nextPageToken: left[most] };
  // Google leaves out a list that is empty.
  send(response, { kind: 'storage#objects', ...(items.length > 0 ? { items } : {}), ...rest });
}

function describe(response: ServerResponse, object: FakeObject | undefined): void {
  if (object) send(response, { kind: 'storage#object', etag: 'CJj/fake+A=', ...described(object) });
  else fail(response, 404, 'notFound');
}

/** Google writes sizes as texts. */
function described({ text, changedMs }: FakeObject) {
  return { size: String(text.length), updated: new Date(changedMs).toISOString() };
}

function send(response: ServerResponse, document: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(document));
}
