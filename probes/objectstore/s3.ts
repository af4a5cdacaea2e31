import { at, textAt } from '../data/json.ts';
import { headerText } from '../network/answer-facts.ts';
import type { ExchangeResponse } from '../network/http-exchange.ts';
import { encodedKey } from './address.ts';
import type { Page } from './store.ts';
import { type AskStore, type ErrorAnswer, type ObjectStore, stateInHeaders } from './store.ts';
import { errorInXml, parseXml } from './xml.ts';

/** Amazon's own address of one region, which refuses buckets of every other. */
const OF_REGION = /(?:^|\.)s3\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.amazonaws\.com(?:\.cn)?$/;

/** One bucket of S3, or of whatever speaks its API. */
export class S3 implements ObjectStore {
  readonly #ask: AskStore;
  readonly #bucket: URL;
  readonly stateIn = stateInHeaders;

  constructor(ask: AskStore, bucket: URL) {
    this.#ask = ask;
    this.#bucket = bucket;
  }

  /** The first byte: unlike to HEAD, an error comes with its code. */
  object(key: string): ReturnType<AskStore> {
    return this.#ask(new URL(`${this.#bucket.href}${encodedKey(key)}`), { range: 'bytes=0-0' });
  }

  list(prefix: string, mostKeys: number, after: string | undefined): ReturnType<AskStore> {
    const url = new URL(this.#bucket);
    url.searchParams.set('list-type', '2');
    url.searchParams.set('max-keys', String(mostKeys));
    if (prefix !== '') url.searchParams.set('prefix', prefix);
    if (after !== undefined) url.searchParams.set('continuation-token', after);
    return this.#ask(url);
  }

  errorIn({ body, status, headers }: ExchangeResponse): ErrorAnswer {
    const error = errorInXml(body);
    const region = headerText(headers, 'x-amz-bucket-region');
    const isMoved = status >= 300 && status < 400 && region !== undefined;
    return isMoved ? { ...error, message: `the bucket is in the region ${region}` } : error;
  }

  regionIn({ headers }: ExchangeResponse): string | undefined {
    return headerText(headers, 'x-amz-bucket-region') ?? OF_REGION.exec(this.#bucket.hostname)?.[1];
  }

  pageIn(body: Buffer): Page | undefined {
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
}
