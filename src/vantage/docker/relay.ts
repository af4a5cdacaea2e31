import { connect, type Socket } from 'node:net';
import { resolveBy } from './relay-resolve.ts';
import type { CancelWord, DialWord, RelayAnswer } from './relay-words.ts';

/*
 * A program: stands in the network of a container, connects where it is told, and hands the sockets
 * over. They stay in that network whoever holds them, so what runs on them loses nothing on the way.
 * It changes nothing in the container and ends with the process that started it.
 */

const dials = new Map<number, AbortController>();

process.on('message', (word: DialWord | CancelWord) => {
  if ('cancel' in word) dials.get(word.cancel)?.abort();
  else void dial(word);
});
process.on('disconnect', () => process.exit());
// It ends with its parent, not with the terminal's Ctrl-C.
process.on('SIGINT', () => {});
say({ kind: 'ready' });

async function dial({ id, host, port, deadlineMs, hosts, resolvConf }: DialWord): Promise<void> {
  const given = new AbortController();
  dials.set(id, given);
  const signal = AbortSignal.any([
    given.signal,
    AbortSignal.timeout(Math.max(1, Math.round(deadlineMs))),
  ]);
  try {
    const socket = await connectToAny(await resolveBy(hosts, resolvConf, host), port, signal);
    say({ kind: 'connected', id }, socket);
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
    say({ kind: 'failed', id, code, message });
  } finally {
    dials.delete(id);
  }
}

/** One address after the other; what the first says counts where none answers. */
async function connectToAny(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  let first: unknown;
  for (const host of addresses) {
    try {
      return await connectTo(host, port, signal);
    } catch (error) {
      first ??= error;
      if (signal.aborted) break;
    }
  }
  throw first;
}

function connectTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, signal, autoSelectFamily: false });
    socket.once('error', reject);
    socket.once('connect', () => {
      // Not a byte may be read here that belongs to who gets it.
      socket.pause();
      resolve(socket);
    });
  });
}

function say(answer: RelayAnswer, socket?: Socket): void {
  if (process.connected) process.send?.(answer, socket);
}
