import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What befalls the bytes of an answer on their way. */
export interface Spoiling {
  /** Milliseconds for each piece of 200 bytes, one after the other: a token or two. */
  readonly pieceMs?: number;
  /** Bytes after which the connection is closed in order. */
  readonly closesAfter?: number;
  /** Bytes after which nothing more comes. */
  readonly stopsAfter?: number;
}

export interface SpoilingProxy {
  readonly url: string;
  spoil(how: Spoiling): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a real server that slows its answers down, cuts them off or holds them back. */
export async function startSpoilingProxy(target: string): Promise<SpoilingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let how: Spoiling = {};
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    keep(client);
    keep(upstream);
    client.pipe(upstream);
    void pass(upstream, client, () => how);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: (next) => {
      how = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(from: Socket, to: Socket, how: () => Spoiling): Promise<void> {
  let passed = 0;
  try {
    for await (const chunk of pieces(from, () => how().pieceMs ?? 0)) {
      const { closesAfter, stopsAfter } = how();
      const limit = closesAfter ?? stopsAfter ?? Number.POSITIVE_INFINITY;
      if (!to.destroyed) to.write(chunk.subarray(0, Math.max(0, limit - passed)));
      passed += chunk.length;
      if (passed < limit) continue;
      if (closesAfter !== undefined) to.end();
      return;
    }
    to.end();
  } catch {
    to.destroy();
  }
}

const PIECE_BYTES = 200;

/** Whole chunks as they come; where each takes its time, small pieces of them. */
async function* pieces(from: Socket, pieceMs: () => number): AsyncGenerator<Buffer> {
  for await (const chunk of from as AsyncIterable<Buffer>) {
    const bytes = pieceMs() > 0 ? PIECE_BYTES : chunk.length;
    for (let at = 0; at < chunk.length; at += bytes) {
      if (pieceMs() > 0) await pause(pieceMs());
      yield chunk.subarray(at, at + bytes);
    }
  }
}
