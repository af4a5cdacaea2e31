import { XMLParser } from 'fast-xml-parser';
import type { Clock } from '../../src/platform/clock.ts';
import { type AwsKeys, signedForAws } from '../aws/sign.ts';
import type { HttpAsker } from '../data/http-asker.ts';
import { at, textAt } from '../data/json.ts';
import type { ExchangeFailure, ExchangeResponse } from '../network/http-exchange.ts';

/** Bytes of a page of a listing: 1,000 keys of usual length take some 300 kB. */
const LISTING_BYTES = 4_194_304;

/** Requests to one bucket, signed where there are credentials. */
export class S3 {
  readonly #asker: HttpAsker;
  readonly #bucket: URL;
  readonly #region: string;
  readonly #credentials: AwsKeys | undefined;
  readonly #clock: Clock;

  constructor(
    asker: HttpAsker,
    bucket: URL,
    {
      region,
      credentials,
      clock,
    }: { region: string; credentials: AwsKeys | undefined; clock: Clock },
  ) {
    this.#asker = asker;
    this.#bucket = bucket;
    this.#region = region;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** The first byte of an object: unlike HEAD, an error comes with its code. */
  head(key: string): Promise<ExchangeResponse | ExchangeFailure> {
    const name = key.split('/').map(encodeRfc3986).join('/');
    return this.#ask(new URL(`${this.#bucket.href}${name}`), { range: 'bytes=0-0' });
  }

  list(prefix: string, mostKeys: number, after: string | undefined) {
    const url = new URL(this.#bucket);
    url.searchParams.set('list-type', '2');
    url.searchParams.set('max-keys', String(mostKeys));
    if (prefix !== '') url.searchParams.set('prefix', prefix);
    if (after !== undefined) url.searchParams.set('continuation-token', after);
    return this.#ask(url, {});
  }

  async #ask(url: URL, headers: Readonly<Record<string, string>>) {
    const signed = this.#credentials
      ? await this.#sign(url, this.#credentials)
      : { url, headers: {} };
    return this.#asker.ask({
      url: signed.url,
      headers: { ...headers, ...signed.headers },
      bodyLimitBytes: LISTING_BYTES,
    });
  }

  #sign(url: URL, credentials: AwsKeys) {
    const nowMs = this.#clock.now();
    return signedForAws({ url, service: 's3', region: this.#region, nowMs }, credentials);
  }
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'Contents',
});

function parseXml(body: Buffer): unknown {
  try {
    return parser.parse(body);
  } catch {
    return undefined;
  }
}

export interface ErrorAnswer {
  /** Empty where the body holds none. */
  readonly code: string;
  readonly message: string;
}

export function errorIn(body: Buffer): ErrorAnswer {
  const document = parseXml(body);
  return {
    code: textAt(document, 'Error', 'Code') ?? '',
    message: textAt(document, 'Error', 'Message') ?? '',
  };
}

export interface Page {
  readonly objects: readonly { readonly bytes: number; readonly changedMs: number }[];
  /** Where the listing goes on; undefined at its end. */
  readonly next: string | undefined;
}

/** Undefined: no listing of S3. */
export function pageIn(body: Buffer): Page | undefined {
  const listing = at(parseXml(body), 'ListBucketResult');
  if (listing === undefined) return undefined;
  const contents = at(listing, 'Contents');
  return {
    objects: (Array.isArray(contents) ? contents : []).map((one: unknown) => ({
      bytes: Number(textAt(one, 'Size') ?? 0),
      changedMs: Date.parse(textAt(one, 'LastModified') ?? ''),
    })),
    next:
      textAt(listing, 'IsTruncated') === 'true'
        ? textAt(listing, 'NextContinuationToken')
        : undefined,
  };
}
