import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Body, readBody } from './body.ts';
import { closeServer, type Listening, listenAt } from './listening.ts';

/** Requests in work at once; the next is told to come again. Each holds at most one unpacked body. */
const MAX_IN_WORK = 8;
/** Seconds after which a sender that was told to wait may come again. */
const RETRY_AFTER_S = 1;
/** Milliseconds that a request may take to arrive: exporters give up after ten seconds. */
const REQUEST_MS = 30_000;
/** Connections at once: one a program that sends, and some to spare. */
const MAX_CONNECTIONS = 512;

export interface Posted {
  readonly path: string;
  /** Without its parameters, small: `application/json`. */
  readonly contentType: string;
  readonly body: Body;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** Who takes what is posted, at some paths. */
export interface Taker {
  /** Whether anything is taken at this path; else 404. */
  readonly serves: (path: string) => boolean;
  /** How errors are told at this path, in the sender's own language. */
  readonly refuse: (
    posted: Pick<Posted, 'path' | 'contentType'>,
    status: number,
    why: string,
  ) => Reply;
  /** Resolves when it is taken in: until then the sender waits, and after a few everybody does. */
  readonly take: (posted: Posted) => Promise<Reply>;
}

/** Several at one address: each takes what is posted at its own paths. */
export function together(first: Taker, ...others: readonly Taker[]): Taker {
  const all = [first, ...others];
  const at = (path: string) => all.find(({ serves }) => serves(path)) ?? first;
  return {
    serves: (path) => all.some(({ serves }) => serves(path)),
    refuse: (posted, status, why) => at(posted.path).refuse(posted, status, why),
    take: (posted) => at(posted.path).take(posted),
  };
}

export interface ReceiverOptions extends Taker {
  /** Where to listen. A port of 0: any free one. */
  readonly host: string;
  readonly port: number;
}

export interface Receiver extends Listening {
  /** Ends connections that wait, and lets what is in work end. */
  close(): Promise<void>;
}

/**
 * A small HTTP server that takes what others POST. It answers 400, 403, 404, 405, 413 and 415 itself, and
 * 429 with `Retry-After` where more comes than is worked off.
 *
 * @throws WeaklinkError E_LISTEN
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const server = createServer();
  server.requestTimeout = REQUEST_MS;
  server.headersTimeout = REQUEST_MS;
  server.maxConnections = MAX_CONNECTIONS;
  let inWork = 0;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const posted = headOf(request);
    const early = refusedAtOnce(request, posted, options, inWork);
    if (early) {
      send(response, early);
      request.resume();
      return;
    }
    inWork += 1;
    void answer(request, posted, options)
      .then((reply) => send(response, reply))
      .finally(() => {
        inWork -= 1;
      });
  });
  const { host, port } = options;
  const listening = await listenAt(server, { host, port, instead: '127.0.0.1:4319' });
  // Senders keep their connections open; what is in work has its answer by then.
  return { ...listening, close: () => closeServer(server, CLOSE_MS) };
}

type Head = Pick<Posted, 'path' | 'contentType'>;

function headOf({ url = '/', headers }: IncomingMessage): Head {
  return {
    path: url.replace(/[?#].*$/, ''),
    contentType: (headers['content-type'] ?? '').replace(/;.*$/, '').trim().toLowerCase(),
  };
}

function refusedAtOnce(
  { method, headers }: IncomingMessage,
  head: Head,
  { serves, refuse }: ReceiverOptions,
  inWork: number,
): Reply | null {
  if (!serves(head.path)) return refuse(head, 404, 'nothing is taken at this path');
  if (method !== 'POST') return refuse(head, 405, 'only POST is taken');
  // Any page that somebody looks at may POST to this machine; programs name no origin.
  if (headers.origin !== undefined) return refuse(head, 403, 'nothing is taken from web pages');
  if (inWork >= MAX_IN_WORK) return refuse(head, 429, 'too much at once; try again');
  return null;
}

async function answer(
  request: IncomingMessage,
  head: Head,
  { refuse, take }: ReceiverOptions,
): Promise<Reply> {
  const body = await readBody(request);
  switch (body.kind) {
    case 'too-large':
      return refuse(head, 413, 'the request is too large');
    case 'unknown-encoding':
      return refuse(head, 415, 'only gzip and no encoding are understood');
    case 'broken':
      return refuse(head, 400, 'the request breaks off, or is packed wrongly');
    case 'read':
      return take({ ...head, body });
  }
}

function send(response: ServerResponse, { status, contentType, body }: Reply): void {
  const headers: Record<string, string | number> = {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  };
  if (status === 405) headers.allow = 'POST';
  if (status === 429) headers['retry-after'] = RETRY_AFTER_S;
  // What was not read to its end cannot be followed by another request.
  if (status === 413) headers.connection = 'close';
  response.writeHead(status, headers);
  response.end(body);
}

/** Milliseconds that connections have to end when the receiver is closed. */
const CLOSE_MS = 1_000;
