/** Which API is spoken: Amazon's S3, Google's JSON API, Azure's Blob service. */
export type StoreKind = 's3' | 'gs' | 'az';

export interface ObjectName {
  readonly store: StoreKind;
  /** The storage account; on Azure alone. */
  readonly account: string;
  /** On Azure the container. */
  readonly bucket: string;
  /** Empty, or ending in `/`: a prefix that is listed. */
  readonly key: string;
}

/** Names of buckets, and of what some servers take for one. */
const BUCKET = '[A-Za-z0-9][A-Za-z0-9._-]{1,254}';
const CONTAINER = '[a-z0-9$][a-z0-9-]{2,62}';
const ACCOUNT = '[a-z0-9]{3,24}';
const KEY = '(?:/(?<key>[\\s\\S]*))?';

const forms: readonly (readonly [StoreKind, RegExp])[] = [
  ['s3', new RegExp(`^s3://(?<bucket>${BUCKET})${KEY}$`)],
  ['gs', new RegExp(`^gs://(?<bucket>${BUCKET})${KEY}$`)],
  ['az', new RegExp(`^az://(?<account>${ACCOUNT})/(?<bucket>${CONTAINER})${KEY}$`)],
  // As Hadoop and Spark write it.
  [
    'az',
    new RegExp(
      `^(?:abfss?|wasbs?)://(?<bucket>${CONTAINER})@(?<account>${ACCOUNT})\\.(?:dfs|blob)\\.core\\.windows\\.net${KEY}$`,
    ),
  ],
];

export function objectOf(text: string): ObjectName | undefined {
  for (const [store, form] of forms) {
    const { account = '', bucket, key = '' } = form.exec(text)?.groups ?? {};
    if (bucket !== undefined) return { store, account, bucket, key };
  }
  return undefined;
}

export function isPrefix({ key }: ObjectName): boolean {
  return key === '' || key.endsWith('/');
}

/** Parts of a path, each encoded as the signatures of S3 have it; all three stores take that. */
export function encodedKey(key: string): string {
  return key.split('/').map(encodeRfc3986).join('/');
}

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
