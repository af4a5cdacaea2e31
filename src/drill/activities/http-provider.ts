import { httpExchange } from '../../../probes/network/http-exchange.ts';
import { limits } from '../../platform/limits.ts';
import type { JsonValue, Provider } from '../experiment-types.ts';
import type { HttpResult } from '../tolerance/result.ts';
import type { Outcome } from './outcome.ts';
import { type Settings, substituted, textWith } from './substitute.ts';

type HttpProvider = Extract<Provider, { kind: 'http' }>;

/**
 * One request, its answer whole and at most 1 MiB. Redirects are not followed: a 302 is an answer.
 * With GET and HEAD the arguments are the query; with others the body, as JSON unless the content
 * type says form.
 */
export async function askHttp(
  provider: HttpProvider,
  settings: Settings,
  signal: AbortSignal,
): Promise<Outcome> {
  const url = URL.parse(textWith(provider.url, settings));
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    return failed('the address is not an http or https URL');
  }
  const headers = Object.fromEntries(
    Object.entries(provider.headers).map(([key, value]) => [
      key.toLowerCase(),
      textWith(value, settings),
    ]),
  );
  const given = provider.body === undefined ? undefined : substituted(provider.body, settings);
  const body = bodyOf(provider.method, url, headers, given);
  const found = await httpExchange({
    url,
    method: provider.method,
    headers: withType(headers, body),
    ...(body === undefined ? {} : { body }),
    deadlineMs: provider.timeoutMs,
    ...(provider.connectTimeoutMs === undefined
      ? {}
      : { phaseDeadlinesMs: { connect: provider.connectTimeoutMs } }),
    signal,
  });
  if (signal.aborted) return { kind: 'aborted' };
  if (found.kind === 'failure') return failed(`${found.symptom}: ${found.detail}`);
  if (found.cut?.symptom === 'http.body_too_large') {
    return failed(`the answer is larger than ${limits.probeBodyBytes} bytes`);
  }
  if (found.cut) return failed(`${found.cut.symptom}: ${found.cut.detail}`);
  const result = resultOf(found.status, found.headers, found.body);
  if (provider.expectedStatus !== null && provider.expectedStatus !== result.status) {
    return failed(`status ${result.status}, expected ${provider.expectedStatus}`);
  }
  return { kind: 'result', result };
}

function failed(why: string): Outcome {
  return { kind: 'failed', why };
}

const formType = /^application\/x-www-form-urlencoded/i;

/** What is sent; for a query, the URL is completed and nothing is sent. */
function bodyOf(
  method: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  given: JsonValue | undefined,
): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'string') return given;
  if (method !== 'GET' && method !== 'HEAD') {
    const isForm = formType.test(headers['content-type'] ?? '');
    return isForm ? new URLSearchParams(pairsOf(given)).toString() : JSON.stringify(given);
  }
  for (const [key, value] of pairsOf(given)) url.searchParams.append(key, value);
  return undefined;
}

function pairsOf(given: JsonValue): [string, string][] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  return Object.entries(given).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function withType(
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Readonly<Record<string, string>> {
  if (body === undefined || headers['content-type'] !== undefined) return headers;
  return { ...headers, 'content-type': 'application/json' };
}

function resultOf(
  status: number,
  found: Readonly<Record<string, string | readonly string[] | undefined>>,
  bytes: Buffer,
): HttpResult {
  const headers = Object.fromEntries(
    Object.entries(found).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : (value ?? []).join(', '),
    ]),
  );
  const text = bytes.toString('utf8');
  return { kind: 'http', status, headers, body: parsed(text, headers['content-type'] ?? '') };
}

function parsed(text: string, type: string): JsonValue {
  if (!/\bjson\b/i.test(type)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
