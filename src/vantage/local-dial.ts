import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type { DialOptions, DialOutcome } from './types.ts';

/** Connects from this machine, and gives up after the deadline or on the signal. */
export function dialLocal(
  to: NetConnectOpts,
  { deadlineMs, signal }: DialOptions,
): Promise<DialOutcome> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'aborted' });
    const socket: Socket = connect(to);
    const done = (outcome: DialOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      if (outcome.kind !== 'connected') {
        // What still comes of it interests nobody, and an error nobody hears would end the process.
        socket.on('error', () => {});
        socket.destroy();
      }
      resolve(outcome);
    };
    const abort = () => done({ kind: 'aborted' });
    const timer = setTimeout(() => done({ kind: 'timed-out' }), deadlineMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => done({ kind: 'connected', stream: socket }));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done({ kind: 'failed', code: error.code ?? 'UNKNOWN', message: error.message }),
    );
  });
}
