import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What one connection came to. */
export interface Talk {
  readonly heard: Buffer;
  /** Sizes of the pieces in which it was heard. */
  readonly pieces: readonly number[];
  /** `end` in order, the code of the error, or `open` when nothing ended it in time. */
  readonly ended: string;
  readonly tookMs: number;
}

/** Milliseconds after which a connection that nobody ends is left. */
const PATIENCE_MS = 3_000;

/** Connects, says `bytes`, closes its side, and hears what comes until the end. */
export async function talk(
  port: number,
  bytes: string | Buffer,
  { keepsOpen = false, patienceMs = PATIENCE_MS } = {},
): Promise<Talk> {
  const began = performance.now();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (keepsOpen) socket.write(bytes);
  else socket.end(bytes);
  const ended = await Promise.race([
    once(socket, 'end').then(
      () => 'end',
      (error: NodeJS.ErrnoException) => error.code ?? 'error',
    ),
    new Promise<string>((resolve) => setTimeout(() => resolve('open'), patienceMs).unref()),
  ]);
  const tookMs = performance.now() - began;
  socket.on('error', () => {});
  socket.destroy();
  const heard = Buffer.concat(chunks);
  return { heard, pieces: chunks.map(({ length }) => length), ended, tookMs };
}

/** Says everything back, and closes when the other side does. */
export function echo(socket: Socket): void {
  socket.pipe(socket);
}
