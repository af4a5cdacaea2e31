import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { limits } from '../../src/platform/limits.ts';
import type { Vantage } from '../../src/vantage/types.ts';
import { type Attempt, type DialOptions, dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import type { NetworkFailure } from './failure.ts';
import type { TlsFacts } from './handshake.ts';
import { exchangeOver } from './http-over-socket.ts';
import { PhaseClock, type PhaseDeadlines, type Phases } from './phase-clock.ts';
import type { TlsVersion } from './trust.ts';

export interface ResponseHead {
  readonly status: number;
  /** Lower-case names; values are from outside and not sanitised. */
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since the exchange began. */
  readonly atMs: number;
}

/** One request over a fresh socket. */
export interface ExchangeRequest extends DialOptions {
  /** `http:` or `https:`. */
  readonly url: URL;
  /** Default GET. */
  readonly method?: string | undefined;
  /** `host`, `user-agent`, `accept` and `connection` have defaults. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /** PEM file whose authorities replace the system's. */
  readonly ca?: string | undefined;
  /** SNI, and the name that the certificate must be for; default the URL's host. */
  readonly servername?: string | undefined;
  readonly minVersion?: TlsVersion | undefined;
  /** Bytes of the body (as sent, before any decoding) that are kept. Default 1 MiB. */
  readonly bodyLimitBytes?: number | undefined;
  /** For the whole exchange, in milliseconds. */
  readonly deadlineMs: number;
  readonly phaseDeadlinesMs?: PhaseDeadlines | undefined;
  readonly signal: AbortSignal;
  /** Ends the reading of the body early: what came so far is the response, not complete, not cut. */
  readonly enough?: AbortSignal | undefined;
  readonly onHead?: ((head: ResponseHead) => void) | undefined;
  /** Each piece of the body as it comes, with the milliseconds since the exchange began. */
  readonly onChunk?: ((chunk: Buffer, atMs: number) => void) | undefined;
  readonly refuseAddress?: ((address: string) => string | null) | undefined;
  readonly clock?: Clock | undefined;
  /** Where the request begins; this machine where absent. */
  readonly vantage?: Vantage | undefined;
}

interface Met {
  /** Milliseconds per phase, `total` always among them. `wait` ends with the head of the answer. */
  readonly phases: Phases;
  /** What the handshake showed, a refused certificate's facts included; null without TLS. */
  readonly tls: TlsFacts | null;
  /** The address that was spoken to, or the name where a vantage elsewhere did not tell it; null
   * where no connection came about. */
  readonly remote: Endpoint | null;
  /** Every address tried, in order. */
  readonly attempts: readonly Attempt[];
}

export interface ExchangeResponse extends Met {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Not decoded; at most `bodyLimitBytes`. */
  readonly body: Buffer;
  /** The body came to its end. */
  readonly complete: boolean;
  /** Why it did not: `http.truncated`, `http.reset`, `http.body_timeout`, `http.body_too_large`,
   * `http.malformed`. Null when it did, or when `enough` ended it. */
  readonly cut: NetworkFailure | null;
}

export interface ExchangeFailure extends Met, NetworkFailure {
  readonly kind: 'failure';
}

export type ExchangeResult = ExchangeResponse | ExchangeFailure;

/**
 * Asks once and says what came of it; a sick target never makes it throw. Redirects are not
 * followed, content is not decoded, and nothing is sent to a peer whose certificate is not to be
 * trusted. The socket is gone when it returns.
 */
export async function httpExchange(request: ExchangeRequest): Promise<ExchangeResult> {
  const { url, clock = systemClock } = request;
  const time = new PhaseClock({
    clock,
    deadlineMs: request.deadlineMs,
    signal: request.signal,
    phaseDeadlinesMs: request.phaseDeadlinesMs,
  });
  const host = hostOf(url);
  const secure = url.protocol === 'https:';
  const dialled = await dial(
    {
      endpoint: { host, port: portOf(url) },
      resolver: request.resolver,
      connectTo: request.connectTo,
      refuseAddress: request.refuseAddress,
      vantage: request.vantage,
      tls: secure
        ? {
            servername: request.servername ?? host,
            ca: request.ca,
            minVersion: request.minVersion,
            alpn: ['http/1.1'],
            clock,
          }
        : undefined,
    },
    time,
  );
  const { attempts, tls } = dialled;
  if (dialled.kind === 'failure') {
    return {
      kind: 'failure',
      ...dialled.failure,
      phases: time.phases(),
      tls,
      remote: null,
      attempts,
    };
  }
  const { socket, address, port } = dialled;
  const remote = { host: address.address, port };
  const answer = await exchangeOver(
    socket,
    {
      url,
      method: request.method ?? 'GET',
      headers: request.headers ?? {},
      body: request.body,
      bodyLimitBytes: request.bodyLimitBytes ?? limits.probeBodyBytes,
      enough: request.enough,
      onHead: request.onHead,
      onChunk: request.onChunk,
    },
    time,
  );
  socket.destroy();
  return { ...answer, phases: time.phases(), tls, remote, attempts };
}

/** The URL's host without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
