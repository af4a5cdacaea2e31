import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request } from 'node:http';
import { Agent as HttpsAgent, request as requestTls } from 'node:https';
import type { Socket } from 'node:net';
import { WeaklinkError } from '../../platform/errors.ts';
import { safe } from '../../text/sanitise.ts';
import { passedHeaders } from './headers.ts';

/** Bytes of the head of a request or an answer: tokens of logins make them long. */
export const MAX_HEAD_BYTES = 65_536;

/** The API behind a tap. */
export interface Upstream {
  readonly origin: URL;
  /** Put before every path; empty for none. */
  readonly prefix: string;
  /** Authorities of its certificate, in PEM; absent: the system's. */
  readonly ca?: string;
}

/** `https://api.example.com`, with a path that is put before every other. @throws WeaklinkError E_TAP_TO */
export function upstreamOf(text: string, ca?: string): Upstream {
  const origin = URL.canParse(text) ? new URL(text) : null;
  const isWeb = origin?.protocol === 'http:' || origin?.protocol === 'https:';
  if (!origin || !isWeb || origin.username !== '' || origin.search !== '' || origin.hash !== '') {
    throw new WeaklinkError({
      code: 'E_TAP_TO',
      message: safe`--to: "${text}" is not the address of an HTTP API`,
      hint: 'Write it as https://api.example.com, without a key: clients send their own.',
    });
  }
  const prefix = origin.pathname.replace(/\/+$/, '');
  return { origin, prefix, ...(ca === undefined ? {} : { ca }) };
}

/**
 * The connection that one client's connection is led on with. One for one: when either side ends, so does
 * the other, and a client meets its API's habits as if nothing stood between.
 */
export class Lead {
  readonly #upstream: Upstream;
  readonly #client: Socket;
  readonly #agent: HttpAgent;
  readonly #known = new WeakSet<Socket>();
  #busy = 0;
  #isOver = false;

  constructor(upstream: Upstream, client: Socket) {
    this.#upstream = upstream;
    this.#client = client;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent =
      upstream.origin.protocol === 'https:'
        ? new HttpsAgent({ ...options, ...(upstream.ca === undefined ? {} : { ca: upstream.ca }) })
        : new HttpAgent(options);
    client.once('close', () => this.#agent.destroy());
  }

  /** The same request, its body still to be sent; some headers left out, others put in. */
  request(
    { method, url = '/', rawHeaders }: IncomingMessage,
    without: readonly string[],
    more: readonly string[],
  ): ClientRequest {
    const { origin, prefix } = this.#upstream;
    const send = origin.protocol === 'https:' ? requestTls : request;
    const sent = send({
      agent: this.#agent,
      host: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port,
      method,
      path: `${prefix}${url}`,
      headers: ['Host', origin.host, ...passedHeaders(rawHeaders, ['host', ...without]), ...more],
      maxHeaderSize: MAX_HEAD_BYTES,
    });
    sent.once('socket', (socket) => this.#watch(socket));
    return sent;
  }

  /** A request has come. */
  hold(): void {
    this.#busy += 1;
  }

  /** The answer to a request is over, or will never come. */
  release(): void {
    this.#busy -= 1;
    if (this.#isOver && this.#busy === 0) this.#client.end();
  }

  #watch(socket: Socket): void {
    if (this.#known.has(socket)) return;
    this.#known.add(socket);
    socket.once('close', () => {
      this.#isOver = true;
      if (this.#busy === 0) this.#client.end();
    });
  }
}
