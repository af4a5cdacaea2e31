import type { Duplex } from 'node:stream';
import type { NetworkSymptom } from '../network/failure.ts';
import { type RaceLimits, race } from '../network/race.ts';
import { systemError } from '../network/system-error.ts';

/** Bytes of a greeting that are read. */
const MAX_GREETING_BYTES = 4_096;

export interface Greeting {
  readonly symptom: NetworkSymptom | null;
  /** What came, at most 4 KiB. */
  readonly received: Buffer;
  readonly detail: string;
}

/**
 * Listens to a new connection: for the expected first bytes, or, where nothing is expected, for
 * `limits.timeMs` whether the peer drops what it has just accepted.
 */
export async function readGreeting(
  socket: Duplex,
  { expect, send }: { readonly expect?: string | undefined; readonly send?: string | undefined },
  limits: RaceLimits,
): Promise<Greeting> {
  const chunks: Buffer[] = [];
  const received = (): Buffer => Buffer.concat(chunks).subarray(0, MAX_GREETING_BYTES);
  const wanted = expect === undefined ? undefined : Buffer.from(expect);
  const ended = await race<'matched' | 'wrong' | 'end' | Error>(limits, (settle) => {
    // Other addresses were waited for meanwhile: the peer may have reset this one already.
    if (socket.errored) settle(socket.errored);
    socket.on('error', settle);
    socket.on('end', () => settle('end'));
    socket.on('close', () => settle('end'));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!wanted) return settle('matched');
      const start = received().subarray(0, wanted.length);
      if (!start.equals(wanted.subarray(0, start.length))) return settle('wrong');
      if (start.length === wanted.length) settle('matched');
    });
    if (send !== undefined) socket.write(send);
    return () => void socket.pause();
  });
  const found = (symptom: NetworkSymptom | null, detail: string): Greeting => ({
    symptom,
    received: received(),
    detail,
  });
  if (ended === 'matched') return found(null, '');
  if (ended === 'cancelled') return found('self.cancelled', 'cancelled');
  if (ended === 'end') return found('tcp.closed', 'the peer closed the connection at once');
  if (ended === 'wrong') return found('tcp.wrong_banner', 'the first bytes are not the expected');
  if (ended !== 'timeout') return found('tcp.reset', systemError(ended).message);
  return wanted === undefined
    ? found(null, '')
    : found('tcp.banner_timeout', `${received().length} bytes came in time`);
}
