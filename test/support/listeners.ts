import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Something that listens on loopback for one test. */
export interface Listener {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Connections open now. */
  open(): number;
  close(): Promise<void>;
}

/** A TCP server that does with each connection what `serve` does. */
export function listenTcp(serve: (socket: Socket) => void): Promise<Listener> {
  return listenOn(createServer({ allowHalfOpen: true }, serve));
}

/** An HTTP server with a handler. */
export function listenHttp(handler: RequestListener): Promise<Listener> {
  return listenOn(createHttpServer(handler));
}

/** Says `text` as soon as the first bytes of a request have come, and closes. */
export function answering(text: string | Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', () => socket.end(text));
  };
}

export async function listenOn(server: Server, host = '127.0.0.1', at = 0): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.listen(at, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `${host}:${port}`,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Below the ports that the kernel gives to whoever asks for any, and to connections that go out. */
const leastFree = 20_000;
const mostFree = 32_000;
const triesForPort = 50;

/**
 * A port of loopback that nothing listens on. Not one that the kernel chose: until somebody listens there, a connection
 * of another test could be given it.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesForPort; tries += 1) {
    const port = randomInt(leastFree, mostFree);
    const listener = await listenOn(createServer(), '127.0.0.1', port).catch(() => null);
    if (!listener) continue;
    await listener.close();
    return port;
  }
  throw new Error(`no port from ${leastFree} to ${mostFree} is free`);
}

/** Connections that fill the queue of the listener, so that the kernel drops the next one. */
const QUEUE_FILLERS = 8;

/**
 * A port whose packets vanish: its process is stopped and its queue of connections full, so the
 * kernel answers no further SYN.
 */
export async function blackHole(): Promise<Listener> {
  const program = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () =>
      process.stdout.write(String(server.address().port)));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [data] = await once(child.stdout, 'data');
  const port = Number(String(data));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: QUEUE_FILLERS }, () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    return socket;
  });
  return {
    port,
    address: `127.0.0.1:${port}`,
    open: () => fillers.length,
    close: async () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
