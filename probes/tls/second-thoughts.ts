import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { NetworkFailure } from '../network/failure.ts';
import { type RaceLimits, race } from '../network/race.ts';
import { tlsSymptomOf } from '../network/tls-symptom.ts';

/**
 * Under TLS 1.3 our side is through before the server has judged us: that it wants a client
 * certificate comes as an alert after the handshake. A session ticket or data says that it is
 * content. Null where nothing speaks against the connection.
 */
export async function secondThoughts(
  socket: Duplex,
  limits: RaceLimits,
): Promise<NetworkFailure | null> {
  if (!(socket instanceof TLSSocket) || socket.getProtocol() !== 'TLSv1.3') return null;
  const ended = await race<'content' | 'end' | Error>(limits, (settle) => {
    socket.once('session', () => settle('content'));
    socket.once('data', () => settle('content'));
    socket.once('end', () => settle('end'));
    socket.on('error', settle);
    return () => void socket.pause();
  });
  if (ended === 'cancelled') {
    return { phase: 'tls', symptom: 'self.cancelled', detail: 'cancelled' };
  }
  if (ended === 'end') {
    return { phase: 'tls', symptom: 'tls.closed', detail: 'the peer closed after the handshake' };
  }
  if (ended === 'content' || ended === 'timeout') return null;
  return {
    phase: 'tls',
    symptom: tlsSymptomOf(ended, { keysAgreed: true }),
    detail: ended.message,
  };
}
