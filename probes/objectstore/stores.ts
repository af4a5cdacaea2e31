import { hostOf } from '../aws/api.ts';
import { type ObjectName, objectOf, type StoreKind } from './address.ts';
import { AzureBlob, containerUrl } from './azure-blob.ts';
import { GoogleStorage, objectsUrl } from './gcs.ts';
import type { ObjectStoreOptions } from './options.ts';
import { S3 } from './s3.ts';
import type { AskStore, ObjectStore } from './store.ts';

const stores: Readonly<
  Record<StoreKind, (ask: AskStore, options: ObjectStoreOptions) => ObjectStore>
> = {
  s3: (ask, options) => new S3(ask, bucketUrl(options)),
  gs: (ask, options) =>
    new GoogleStorage(ask, objectsUrl(options.endpoint, nameIn(options).bucket)),
  az: (ask, options) => new AzureBlob(ask, containerUrl(options.endpoint, nameIn(options))),
};

/** The bucket that the options name, asked in the way of its store. */
export function storeOf(options: ObjectStoreOptions, ask: AskStore): ObjectStore {
  return stores[nameIn(options).store](ask, options);
}

/** What the options name: their schema has seen to it that they do. */
export function nameIn({ url }: ObjectStoreOptions): ObjectName {
  return objectOf(url) as ObjectName;
}

/** The URL of a bucket of S3 in the style of its server; its path ends in `/`. */
export function bucketUrl(options: ObjectStoreOptions): URL {
  const { bucket } = nameIn(options);
  const { endpoint, region } = options;
  const base = new URL(endpoint ?? `https://${hostOf('s3', region)}`);
  // A dot in a bucket's name would not fit the server's certificate.
  const style =
    options.style ?? (endpoint === undefined && !bucket.includes('.') ? 'virtual' : 'path');
  const root = base.pathname.replace(/\/*$/, '/');
  if (style === 'path') return new URL(`${root}${bucket}/`, base);
  const url = new URL(root, base);
  url.hostname = `${bucket}.${base.hostname}`;
  return url;
}
