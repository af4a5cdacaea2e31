import type { Duplex } from 'node:stream';
import type { Clock } from '../../src/platform/clock.ts';
import type { NetworkFailure } from '../network/failure.ts';
import { handshake, type TlsFacts } from '../network/handshake.ts';
import type { PhaseClock } from '../network/phase-clock.ts';
import { race } from '../network/race.ts';
import { systemError } from '../network/system-error.ts';
import { type TrustOptions, trustOf } from '../network/trust.ts';
import type { SslMode } from './target.ts';

/** SSLRequest of the frontend/backend protocol: its length, then 1234 and 5679. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

export interface StartTlsOptions extends TrustOptions {
  readonly servername: string;
  readonly clock: Clock;
}

export type Started =
  | { readonly kind: 'ready'; readonly socket: Duplex; readonly tls: TlsFacts | null }
  | {
      readonly kind: 'failure';
      readonly failure:
        | NetworkFailure
        | { readonly symptom: 'store.malformed'; readonly detail: string };
    };

/**
 * Asks for TLS on a connected socket and shakes hands, as libpq does with this mode. Only
 * `verify-full` refuses a certificate that is not to be trusted.
 */
export async function startTls(
  plain: Duplex,
  mode: SslMode,
  options: StartTlsOptions,
  time: PhaseClock,
): Promise<Started> {
  if (mode === 'disable') return { kind: 'ready', socket: plain, tls: null };
  const trust = await trustOf(options).catch((error: unknown) => systemError(error));
  if ('message' in trust) {
    const detail = `cannot read the CA file: ${trust.message}`;
    return { kind: 'failure', failure: { phase: 'tls', symptom: 'self.permission', detail } };
  }
  return time.time('tls', async () => {
    const limits = time.limits('tls');
    const answer = await firstByte(plain, limits);
    if (answer === 'cancelled') return failed('self.cancelled', 'cancelled');
    if (answer === 'timeout') return failed('tls.timeout', 'no answer to the request for TLS');
    if (answer === 'closed') return failed('tls.closed', 'closed at the request for TLS');
    if (answer === 'N') {
      return mode === 'prefer'
        ? { kind: 'ready', socket: plain, tls: null }
        : failed('tls.plaintext', 'the server does not offer TLS');
    }
    if (answer !== 'S') {
      const detail = `the peer answered the request for TLS with ${JSON.stringify(answer)}`;
      return { kind: 'failure', failure: { symptom: 'store.malformed', detail } };
    }
    const secured = await handshake(plain, { ...options, trust }, time.limits('tls'));
    if (secured.kind === 'failure') return secured;
    const [worst] = secured.tls.problems;
    if (!worst || mode !== 'verify-full') {
      return { kind: 'ready', socket: secured.socket, tls: secured.tls };
    }
    secured.socket.destroy();
    return failed(worst.symptom, worst.detail);
  });
}

async function firstByte(socket: Duplex, limits: Parameters<typeof race>[0]): Promise<string> {
  return race<string>(limits, (settle) => {
    const take = (): void => {
      // One byte, as libpq: what an attacker sends after it in plain text is not taken for TLS.
      const byte: Buffer | null = socket.read(1);
      if (byte) settle(byte.toString('latin1'));
    };
    const closed = (): void => settle('closed');
    socket.on('readable', take);
    socket.once('error', closed);
    socket.once('end', closed);
    socket.write(SSL_REQUEST);
    return () => {
      socket.off('readable', take);
      socket.off('error', closed);
      socket.off('end', closed);
    };
  });
}

function failed(symptom: NetworkFailure['symptom'], detail: string): Started {
  return { kind: 'failure', failure: { phase: 'tls', symptom, detail } };
}
