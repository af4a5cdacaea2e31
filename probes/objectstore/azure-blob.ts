import { at, textAt } from '../data/json.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { encodedKey } from './address.ts';
import {
  type AskStore,
  type ErrorAnswer,
  type ObjectStore,
  type Page,
  stateInHeaders,
} from './store.ts';
import { errorInXml, parseXml } from './xml.ts';

/** Tokens of Entra ID want a version; this one has all that is asked for here. */
export const BLOB_VERSION = { 'x-ms-version': '2023-11-03' } as const;

/** One container of Azure's Blob service. */
export class AzureBlob implements ObjectStore {
  readonly #ask: AskStore;
  readonly #container: URL;
  readonly stateIn = stateInHeaders;

  constructor(ask: AskStore, container: URL) {
    this.#ask = ask;
    this.#container = container;
  }

  /** The first byte, as of S3: a blob that is archived can be described and not be read. */
  object(key: string): ReturnType<AskStore> {
    const url = new URL(`${this.#container.href}/${encodedKey(key)}`);
    return this.#ask(url, { ...BLOB_VERSION, range: 'bytes=0-0' });
  }

  list(prefix: string, mostKeys: number, after: string | undefined): ReturnType<AskStore> {
    return this.#ask(blobListUrl(this.#container, prefix, mostKeys, after), BLOB_VERSION);
  }

  errorIn({ body, headers }: ExchangeResponse): ErrorAnswer {
    const { code, message } = errorInXml(body);
    return { code: code === '' ? (headerText(headers, 'x-ms-error-code') ?? '') : code, message };
  }

  pageIn(body: Buffer): Page | undefined {
    const listing = at(parseXml(body), 'EnumerationResults');
    if (listing === undefined) return undefined;
    const blobs = at(listing, 'Blobs', 'Blob');
    const next = textAt(listing, 'NextMarker') ?? '';
    return {
      objects: (Array.isArray(blobs) ? blobs : []).map((one: unknown) => ({
        bytes: Number(textAt(one, 'Properties', 'Content-Length') ?? 0),
        changedMs: Date.parse(textAt(one, 'Properties', 'Last-Modified') ?? ''),
      })),
      next: next === '' ? undefined : next,
    };
  }
}

/** An endpoint of one's own is that of the account, as of an emulator. */
export function containerUrl(
  endpoint: string | undefined,
  { account, bucket }: { readonly account: string; readonly bucket: string },
): URL {
  const base = new URL(endpoint ?? `https://${account}.blob.core.windows.net`);
  base.pathname = `${base.pathname.replace(/\/*$/, '')}/${bucket}`;
  return base;
}

export function blobListUrl(container: URL, prefix: string, mostKeys: number, after?: string): URL {
  const url = new URL(container);
  url.searchParams.set('restype', 'container');
  url.searchParams.set('comp', 'list');
  url.searchParams.set('maxresults', String(mostKeys));
  if (prefix !== '') url.searchParams.set('prefix', prefix);
  if (after !== undefined) url.searchParams.set('marker', after);
  return url;
}
