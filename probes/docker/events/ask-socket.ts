import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Vantage } from '../../../src/vantage/types.ts';

/** Milliseconds for a connection to the socket and for the first line of the answer. */
const ANSWER_MS = 5_000;

export type SocketAnswer =
  | { readonly kind: 'answer'; readonly body: IncomingMessage; close(): void }
  /** Nobody there, or nobody who speaks the protocol. */
  | { readonly kind: 'failed'; readonly code: string };

/**
 * One GET over a Unix socket of a vantage. The body is the caller's to read and to bound, and
 * `close` ends it together with the connection.
 */
export async function askSocket(
  vantage: Vantage,
  socketPath: string,
  path: string,
  signal: AbortSignal,
): Promise<SocketAnswer> {
  const dialled = await vantage.forward(socketPath, { deadlineMs: ANSWER_MS, signal });
  if (dialled.kind !== 'connected') {
    return { kind: 'failed', code: dialled.kind === 'failed' ? dialled.code : dialled.kind };
  }
  const { stream } = dialled;
  return new Promise((resolve) => {
    const close = () => stream.destroy();
    const fail = (code: string) => {
      close();
      resolve({ kind: 'failed', code });
    };
    const late = setTimeout(() => fail('timed-out'), ANSWER_MS);
    const asking = request({
      // The connection stands already; where it leads is settled.
      createConnection: () => stream as Duplex as never,
      headers: { host: 'docker' },
      path,
      signal,
    });
    asking.once('response', (body) => {
      clearTimeout(late);
      body.on('error', () => {});
      if (body.statusCode !== 200) return fail(`status ${body.statusCode}`);
      resolve({ kind: 'answer', body, close });
    });
    asking.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late);
      fail(error.code ?? 'UNKNOWN');
    });
    stream.once('error', () => {});
    asking.end();
  });
}
