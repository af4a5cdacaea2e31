import { CloudAuth, type Door, type OpenRequest } from '../auth/cloud-auth.ts';
import { type CurlAuth, curlAuth } from '../auth/command.ts';
import { authOf } from '../auth/options.ts';
import { signedForAws } from '../aws/sign.ts';
import type { LookContext } from '../probe.ts';
import type { OpenaiOptions } from './options.ts';

/** A request as it goes over the wire. */
export interface ApiRequest extends OpenRequest {
  readonly method: 'GET' | 'POST';
}

/** The service in whose name requests are signed. */
const SERVICE = 'bedrock';
/** What a token of Google's must be good for: Vertex AI knows no narrower scope, and Gemini takes it too. */
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
/** Whom tokens of Entra ID are for, whichever resource of Azure OpenAI is asked; Azure Government has its own. */
function resourceOf({ url }: OpenaiOptions): string {
  const top = new URL(url).hostname.endsWith('.azure.us') ? 'us' : 'com';
  return `https://cognitiveservices.azure.${top}/`;
}

/** Where a request is signed for: stated, or named by the host. */
export function regionOf({ url, aws }: Pick<OpenaiOptions, 'url' | 'aws'>): string {
  const ofHost = /^bedrock[\w-]*\.([a-z0-9-]+)\./.exec(new URL(url).hostname)?.[1];
  return aws?.region ?? ofHost ?? 'us-east-1';
}

function doorOf(options: OpenaiOptions): Door {
  const resource = resourceOf(options);
  return { service: SERVICE, region: regionOf(options), scopes: SCOPES, resource };
}

/** Who lets the requests of a look in; undefined where a key does, or nobody. */
export function authFor(options: OpenaiOptions, context: LookContext): CloudAuth | undefined {
  return options.auth && new CloudAuth(authOf(options.auth), doorOf(options), context);
}

/**
 * Signs by AWS Signature Version 4 where the options state keys for it.
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
  const { body, ...rest } = request;
  const how = { service: SERVICE, region: regionOf(options), nowMs: context.clock.now() };
  const signature = await signedForAws(
    { ...rest, ...(body === undefined ? {} : { body }), ...how },
    {
      accessKeyId: await read(aws.accessKeyId),
      secretAccessKey: await read(aws.secretAccessKey),
      sessionToken: aws.sessionToken === undefined ? undefined : await read(aws.sessionToken),
    },
  );
  return { ...request, ...signature };
}

/** What a curl command has that is let in in the same way. */
export function curlAuthOf(
  options: OpenaiOptions,
  shellValue: (reference: string) => string,
): CurlAuth {
  if (options.auth) return curlAuth(authOf(options.auth), doorOf(options));
  const { aws } = options;
  if (!aws) return { before: [], words: [] };
  const token = aws.sessionToken && `-H "x-amz-security-token: ${shellValue(aws.sessionToken)}"`;
  const words = [
    '--aws-sigv4',
    `aws:amz:${regionOf(options)}:${SERVICE}`,
    '--user',
    `"${shellValue(aws.accessKeyId)}:${shellValue(aws.secretAccessKey)}"`,
    ...(token ? [token] : []),
  ];
  return { before: [], words };
}
