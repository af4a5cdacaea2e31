import { at, parseJson, textAt } from '../data/json.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { encodeRfc3986 } from './address.ts';
import type { AskStore, ErrorAnswer, ObjectState, ObjectStore, Page } from './store.ts';

export const GOOGLE = 'https://storage.googleapis.com';

/** One bucket of Google Cloud Storage, by its JSON API. Of an object only the description is read. */
export class GoogleStorage implements ObjectStore {
  readonly #ask: AskStore;
  readonly #objects: URL;

  constructor(ask: AskStore, objects: URL) {
    this.#ask = ask;
    this.#objects = objects;
  }

  object(key: string): ReturnType<AskStore> {
    return this.#ask(objectUrl(this.#objects, key));
  }

  list(prefix: string, mostKeys: number, after: string | undefined): ReturnType<AskStore> {
    return this.#ask(listUrl(this.#objects, prefix, mostKeys, after));
  }

  stateIn({ body }: ExchangeResponse): ObjectState | undefined {
    const document = parseJson(body);
    if (textAt(document, 'kind') !== 'storage#object') return undefined;
    const bytes = Number(textAt(document, 'size') ?? Number.NaN);
    return {
      bytes: Number.isNaN(bytes) ? undefined : bytes,
      etag: textAt(document, 'etag'),
      changedMs: Date.parse(textAt(document, 'updated') ?? ''),
    };
  }

  pageIn(body: Buffer): Page | undefined {
    const document = parseJson(body);
    if (textAt(document, 'kind') !== 'storage#objects') return undefined;
    const items = at(document, 'items');
    return {
      objects: (Array.isArray(items) ? items : []).map((one: unknown) => ({
        bytes: Number(textAt(one, 'size') ?? 0),
        changedMs: Date.parse(textAt(one, 'updated') ?? ''),
      })),
      next: textAt(document, 'nextPageToken'),
    };
  }

  /** The reason says more than the status: `notFound`, `rateLimitExceeded`. */
  errorIn({ body }: ExchangeResponse): ErrorAnswer {
    const error = at(parseJson(body), 'error');
    return {
      code: textAt(error, 'errors', 0, 'reason') ?? '',
      message: textAt(error, 'message') ?? '',
    };
  }
}

/** Where the objects of a bucket are. */
export function objectsUrl(endpoint: string | undefined, bucket: string): URL {
  const base = new URL(endpoint ?? GOOGLE);
  base.pathname = `${base.pathname.replace(/\/*$/, '')}/storage/v1/b/${encodeRfc3986(bucket)}/o`;
  return base;
}

/** The whole name of an object is one part of the path. */
export function objectUrl(objects: URL, key: string): URL {
  const url = new URL(`${objects.href}/${encodeRfc3986(key)}`);
  url.searchParams.set('fields', 'kind,size,etag,updated');
  return url;
}

export function listUrl(objects: URL, prefix: string, mostKeys: number, after?: string): URL {
  const url = new URL(objects);
  url.searchParams.set('maxResults', String(mostKeys));
  url.searchParams.set('fields', 'kind,nextPageToken,items(size,updated)');
  if (prefix !== '') url.searchParams.set('prefix', prefix);
  if (after !== undefined) url.searchParams.set('pageToken', after);
  return url;
}
