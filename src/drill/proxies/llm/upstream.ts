import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { parseEndpoint } from '../../../../probes/network/endpoint.ts';
import { ControlError } from '../control/control-error.ts';
import { withoutHeaders } from './headers.ts';

/** The API behind the proxy. */
export interface Upstream {
  readonly origin: URL;
  /** The Host header is the client's own, as on a connection without a proxy. */
  readonly keepsHost: boolean;
}

/** `host:port` (HTTP), `http://…` or `https://…`. @throws ControlError 400 */
export function upstreamOf(text: string): Upstream {
  if (parseEndpoint(text)) return { origin: new URL(`http://${text}`), keepsHost: true };
  const origin = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = origin?.protocol === 'http:' || origin?.protocol === 'https:';
  if (!origin || !isWeb || origin.username !== '' || origin.pathname !== '/') {
    throw new ControlError(
      400,
      `the upstream "${text}" is neither host:port nor an http(s) origin`,
    );
  }
  return { origin, keepsHost: false };
}

/** The same request to the upstream, on a connection of its own; its body is still to be sent. */
export function requestTo(
  { origin, keepsHost }: Upstream,
  { method, url, rawHeaders }: IncomingMessage,
  withoutNames: readonly string[],
): ClientRequest {
  const headers = withoutHeaders(
    rawHeaders,
    'expect',
    ...withoutNames,
    ...(keepsHost ? [] : ['host']),
  );
  if (!keepsHost) headers.push('Host', origin.host);
  const options: RequestOptions = {
    agent: false,
    host: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port,
    method,
    path: url,
    headers,
  };
  return origin.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
}
