import type { CloudAuth } from '../auth/cloud-auth.ts';
import { resolveHeaders } from '../http/headers.ts';
import type { LookContext } from '../probe.ts';
import { dialectOf } from './dialects/registry.ts';
import type { Canary, OpenaiOptions } from './options.ts';
import { type ApiRequest, signed } from './sign.ts';

/** A request as a chain file would state it: secrets as references, not signed. */
export function statedRequest(options: OpenaiOptions, canary: Canary | undefined): ApiRequest {
  const dialect = dialectOf(options);
  const isStreamed = canary !== undefined && options.stream;
  const [name, value] = options.key === undefined ? [] : dialect.keyHeader(options.key);
  const headers = {
    accept: isStreamed ? dialect.streamType : 'application/json',
    ...(canary ? { 'content-type': 'application/json' } : {}),
    ...(name === undefined ? {} : { [name]: value }),
    ...dialect.headers,
    ...options.headers,
  };
  if (!canary) return { url: dialect.listUrl(options), method: 'GET', headers };
  return {
    url: dialect.questionUrl(options),
    method: 'POST',
    headers,
    body: JSON.stringify(dialect.question(options, canary)),
  };
}

/**
 * @throws WeaklinkError E_SECRET, or Error for a value that no header can hold
 * @throws CloudTrouble where the credentials cannot be had
 */
export async function sentRequest(
  options: OpenaiOptions,
  canary: Canary | undefined,
  context: LookContext,
  auth: CloudAuth | undefined,
): Promise<ApiRequest> {
  const stated = statedRequest(options, canary);
  const { values } = await resolveHeaders(stated.headers, context);
  const request = { ...stated, headers: values };
  return auth ? auth.letIn(request) : signed(request, options, context);
}
