import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { loopback } from '../layout.ts';
import { type Disturbance, disturbed, undisturbed } from './disturbance.ts';
import { type Handler, sendJson } from './messages.ts';
import { tellTime } from './tell-time.ts';

export interface HttpService<S extends Server | TlsServer = Server> {
  readonly server: S;
  /** Replaces the whole disturbance by {@link undisturbed} and `changes`. Resolves when in force. */
  disturb(changes: Partial<Disturbance>): Promise<void>;
}

/** Milliseconds that a kept connection may be idle: the next burst finds it, and pays for no handshake. */
const IDLE_MS = 60_000;

/** Serves `handler` on loopback. @throws NodeJS.ErrnoException when the port is taken */
export function serveHttp(port: number, handler: Handler): Promise<HttpService> {
  return serve(port, handler, createServer);
}

/** As {@link serveHttp}, behind TLS. */
export function serveHttps(
  port: number,
  handler: Handler,
  credentials: { readonly key: string; readonly cert: string },
): Promise<HttpService<TlsServer>> {
  return serve(port, handler, (listener) => createTlsServer(credentials, listener));
}

async function serve<S extends Server | TlsServer>(
  port: number,
  handler: Handler,
  create: (listener: RequestListener) => S,
): Promise<HttpService<S>> {
  let current = undisturbed;
  // A TLS socket cannot send RST, the TCP socket under it can: found by the peer's port.
  const connections = new Map<number | undefined, Socket>();
  const reset = (request: IncomingMessage): void => {
    connections.get(request.socket.remotePort)?.resetAndDestroy();
  };
  const handle = disturbed(handler, () => current, reset);
  const server = create((request, response) => {
    tellTime(response);
    Promise.resolve(handle(request, response)).catch((error: Error) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: { message: error.message, type: 'internal_error' } });
    });
  });
  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    connections.set(remotePort, socket);
    socket.once('close', () => connections.delete(remotePort));
  });
  // A hung request is the client's to give up on, so no timeout of the server's own.
  server.requestTimeout = 0;
  server.keepAliveTimeout = IDLE_MS;
  await listen(server, port);
  return {
    server,
    disturb: async (changes) => {
      current = { ...undisturbed, ...changes };
      if (current.refuse && server.listening) await stopListening(server);
      if (!current.refuse && !server.listening) await listen(server, port);
    },
  };
}

function listen(server: Server | TlsServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stopListening(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
