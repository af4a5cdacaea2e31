import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProxyCollection } from '../collection.ts';
import { badBody, ControlError } from './control-error.ts';
import { answerCall, type ControlAnswer } from './routes.ts';

/** Bytes of a document sent to the API; a toxic has about a hundred. */
const MAX_BODY_BYTES = 65_536;
const MAX_CONNECTIONS = 64;
/** Milliseconds that one call may take to arrive. */
const CALL_MS = 15_000;

/** Serves the control API on a free port of loopback. Resolves with its base address. */
export async function serveControl(proxies: ProxyCollection): Promise<string> {
  const server = createServer((request, response) => void serve(request, response, proxies));
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = CALL_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  proxies: ProxyCollection,
): Promise<void> {
  try {
    refuseBrowsers(request);
    send(response, await answerCall(callOf(request), proxies));
  } catch (error) {
    const status = error instanceof ControlError ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    send(response, { status, document: { error: message, status } });
  }
}

/** A page that somebody has open must not steer faults: neither directly nor by a name that it owns. */
function refuseBrowsers({ headers }: IncomingMessage): void {
  const isLoopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers.host ?? '');
  const isBrowser = headers['user-agent']?.startsWith('Mozilla/') || headers.origin !== undefined;
  if (isBrowser || !isLoopback) throw new ControlError(403, 'not for browsers, nor by that name');
}

function callOf(request: IncomingMessage): Parameters<typeof answerCall>[0] {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const parts = pathname.split('/').filter((part) => part !== '');
  return { method: request.method ?? '', path: parts.map(decoded), body: () => bodyOf(request) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw badBody(`more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (error) {
    throw badBody((error as Error).message);
  }
}

function send(response: ServerResponse, { status, document }: ControlAnswer): void {
  const body = document === undefined ? '' : JSON.stringify(document);
  response.writeHead(status, body === '' ? {} : { 'content-type': 'application/json' });
  response.end(body);
}
