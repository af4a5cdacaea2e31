import { lookup as lookupName } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { type SshFailure, SshFailureError } from '../failure.ts';
import type { Patience } from '../slots.ts';

const resourceCodes = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);
const unreachableCodes = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EACCES',
]);

export interface Dialled {
  readonly socket: Socket;
  readonly resolveMs: number;
  readonly connectMs: number;
}

/** Resolves a name and connects, without Nagle's algorithm: it stalls SSH by 40 ms twice a command. */
export async function dialServer(
  host: string,
  port: number,
  { deadlineMs, signal }: Patience,
): Promise<Dialled> {
  const startMs = performance.now();
  const addresses = await withinTime(
    lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
      throw new SshFailureError(failureOfLookup(error));
    }),
    'resolve',
    { deadlineMs, signal },
  );
  const resolveMs = performance.now() - startMs;
  const found: LookupFunction = (name, options, callback) => {
    if (options.all) callback(null, addresses);
    else lookupName(name, options, callback);
  };
  const socket = connect({ host, port, lookup: found, noDelay: true });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) => reject(new SshFailureError(failureOfConnect(error))));
  });
  try {
    await withinTime(connected, 'connect', { deadlineMs: deadlineMs - resolveMs, signal });
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
  // Nobody listens for a moment, and an unheard error would end the process.
  socket.on('error', () => {});
  return { socket, resolveMs, connectMs: performance.now() - startMs - resolveMs };
}

/** @throws SshFailureError `timed-out` or `cancelled`, whatever `work` does later */
export function withinTime<T>(
  work: Promise<T>,
  phase: 'resolve' | 'connect' | 'handshake' | 'login' | 'channel',
  { deadlineMs, signal }: Patience,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    const fail = (failure: SshFailure) => {
      end();
      reject(new SshFailureError(failure));
    };
    const abort = () => fail({ kind: 'cancelled' });
    const late = () => {
      const detail = `no answer within ${Math.max(0, Math.round(deadlineMs))} ms`;
      fail({ kind: 'timed-out', phase, detail });
    };
    const timer = setTimeout(late, Math.max(0, deadlineMs));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(
      (value) => {
        end();
        resolve(value);
      },
      (error) => {
        end();
        reject(error);
      },
    );
  });
}

function failureOfLookup(error: NodeJS.ErrnoException): SshFailure {
  return { kind: 'name-unresolved', detail: `${error.code ?? ''} ${error.message}`.trim() };
}

export function failureOfConnect(error: NodeJS.ErrnoException): SshFailure {
  const code = error.code ?? '';
  const detail = error.message || code;
  if (code === 'ECONNREFUSED') return { kind: 'refused', detail };
  if (code === 'ETIMEDOUT') return { kind: 'timed-out', phase: 'connect', detail };
  if (unreachableCodes.has(code)) return { kind: 'unreachable', detail };
  if (resourceCodes.has(code)) return { kind: 'no-resource', detail };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'name-unresolved', detail };
  return { kind: 'handshake', detail };
}
