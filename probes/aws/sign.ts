export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface AwsRequest {
  readonly url: URL;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly service: string;
  readonly region: string;
  /** Clock time, ms since 1970. */
  readonly nowMs: number;
}

/**
 * A request with its AWS Signature Version 4 in headers; all headers given are signed.
 * Source: the vendor's description of the signing process.
 */
export async function signedForAws(
  { url, method = 'GET', headers, body, service, region, nowMs }: AwsRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKeys,
): Promise<{ readonly url: URL; readonly headers: Readonly<Record<string, string>> }> {
  // Loaded by the first look alone: a chain without any AWS pays nothing.
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    url: url.href,
    method,
    ...(headers === undefined ? {} : { headers: { ...headers } }),
    ...(body === undefined ? {} : { body }),
    service,
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    datetime: new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  });
  const signed = await signer.sign();
  return { url: signed.url, headers: Object.fromEntries(signed.headers) };
}
