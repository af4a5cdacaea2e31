import type { LookContext } from '../probe.ts';
import type { OpenaiOptions } from './options.ts';

/** A request as it goes over the wire. */
export interface ApiRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The service in whose name requests are signed. */
const SERVICE = 'bedrock';

/** Where a request is signed for: stated, or named by the host. */
export function regionOf({ url, aws }: OpenaiOptions): string {
  const ofHost = /^bedrock[\w-]*\.([a-z0-9-]+)\./.exec(new URL(url).hostname)?.[1];
  return aws?.region ?? ofHost ?? 'us-east-1';
}

/**
 * Signs by AWS Signature Version 4 where there are credentials for it.
 * @throws WeaklinkError E_SECRET
 */
export async function signed(
  request: ApiRequest,
  options: OpenaiOptions,
  context: LookContext,
): Promise<ApiRequest> {
  const { aws } = options;
  if (!aws) return request;
  const read = async (stated: string) =>
    /^(?:env|file):/.test(stated) ? context.secret(stated) : stated;
  // Loaded by the first look alone: a chain without Bedrock pays nothing.
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    url: request.url.href,
    method: request.method,
    headers: { ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
    service: SERVICE,
    region: regionOf(options),
    accessKeyId: await read(aws.accessKeyId),
    secretAccessKey: await read(aws.secretAccessKey),
    ...(aws.sessionToken === undefined ? {} : { sessionToken: await read(aws.sessionToken) }),
    datetime: new Date(context.clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  const { headers } = await signer.sign();
  return { ...request, headers: Object.fromEntries(headers) };
}

/** Words of a curl command that signs in the same way. */
export function signingWords(
  options: OpenaiOptions,
  shellValue: (reference: string) => string,
): readonly string[] {
  const { aws } = options;
  if (!aws) return [];
  const token = aws.sessionToken && `-H "x-amz-security-token: ${shellValue(aws.sessionToken)}"`;
  return [
    '--aws-sigv4',
    `aws:amz:${regionOf(options)}:${SERVICE}`,
    '--user',
    `"${shellValue(aws.accessKeyId)}:${shellValue(aws.secretAccessKey)}"`,
    ...(token ? [token] : []),
  ];
}
