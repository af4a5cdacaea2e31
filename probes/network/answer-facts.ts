import type { IncomingHttpHeaders } from 'node:http';
import type { Fact } from '../../src/events/types.ts';
import type { SafeText } from '../../src/text/safe-text.ts';
import type { KeptText } from './kept-text.ts';

/** Headers that say who answered, and with what. */
const NAMED = Object.entries({
  server: 'http.server',
  via: 'http.via',
  'content-type': 'http.content_type',
  'content-length': 'http.content_length',
  'content-encoding': 'http.content_encoding',
  location: 'http.location',
  'retry-after': 'http.retry_after',
  'cf-ray': 'http.cf_ray',
  'x-envoy-upstream-service-time': 'http.upstream_service_ms',
});
const REQUEST_IDS = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id'];
/** Who served it, most exact first: a replica says more than a proxy. */
const SERVED_BY = [
  'x-served-by',
  'x-replica',
  'x-backend-server',
  'x-backend',
  'x-upstream',
  'x-inference-pod',
  'x-litellm-model-api-base',
];
const RATE_LIMIT = /^(?:x-|anthropic-)?ratelimit(?:-|$)/;
/** Rate-limit headers kept: vendors send two to eight. */
const MAX_RATE_LIMIT_FACTS = 12;

/** Facts of an answer that its headers tell. */
export function answerFacts(
  headers: IncomingHttpHeaders,
  kept: KeptText,
): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {};
  for (const [header, name] of NAMED) {
    const value = headerText(headers, header);
    if (value !== undefined) facts[name] = kept.fact(value);
  }
  const requestId = firstOf(headers, REQUEST_IDS);
  if (requestId !== undefined) facts['http.request_id'] = kept.fact(requestId);
  const limits = Object.keys(headers).filter((header) => RATE_LIMIT.test(header));
  for (const header of limits.slice(0, MAX_RATE_LIMIT_FACTS)) {
    facts[`http.${kept.fact(header)}`] = kept.fact(headerText(headers, header) ?? '');
  }
  return facts;
}

/** The replica or proxy that the answer names as its server. */
export function servedBy(headers: IncomingHttpHeaders, kept: KeptText): SafeText | undefined {
  const name = firstOf(headers, SERVED_BY);
  return name === undefined || name === '' ? undefined : kept.fact(name);
}

/** One header as text; several of one name are joined, as HTTP allows. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function firstOf(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headerText(headers, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
