import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Address, Destination } from './address.ts';
import { formatEndpoint } from './endpoint.ts';
import type { NetworkFailure, NetworkSymptom } from './failure.ts';
import { type RaceLimits, race } from './race.ts';
import { selfSymptomOf, systemError } from './system-error.ts';

/** What one connection attempt came to. The connection is the caller's to destroy. */
export type ConnectResult =
  | {
      readonly kind: 'connected';
      readonly socket: Duplex;
      /** What was reached; a name only where nobody told its address. */
      readonly address: Destination;
      /** Milliseconds that a vantage elsewhere took before it began to connect. */
      readonly preparedMs: number;
    }
  | { readonly kind: 'failure'; readonly failure: NetworkFailure };

/** One attempt at one address from this machine: no retry, no second family, so that what failed stays visible. */
export async function connectHere(
  { address, family }: Address,
  port: number,
  limits: RaceLimits,
): Promise<ConnectResult> {
  let socket: Socket | undefined;
  const result = await race<'connected' | Error>(limits, (settle) => {
    socket = connect({ host: address, port, family, autoSelectFamily: false, noDelay: true });
    const connected = (): void => settle('connected');
    socket.once('connect', connected);
    socket.once('error', settle);
    return () => {
      socket?.off('connect', connected);
      socket?.off('error', settle);
    };
  });
  if (result === 'connected' && socket && !(socket.localPort === port && isOwnEcho(socket))) {
    // A socket without a listener would throw when the peer resets it between two steps.
    socket.on('error', ignore);
    return { kind: 'connected', socket, address: { address, family }, preparedMs: 0 };
  }
  socket?.on('error', ignore);
  socket?.destroy();
  const where = formatEndpoint({ host: address, port });
  return { kind: 'failure', failure: connectFailure(result, where) };
}

/**
 * On loopback the kernel may pick the target's own port for our side, and the connection is made
 * with itself: nothing listens there.
 */
export function isOwnEcho(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}

function ignore(): void {}

function connectFailure(
  result: Error | 'connected' | 'timeout' | 'cancelled',
  where: string,
): NetworkFailure {
  if (result instanceof Error) {
    const { code, message } = systemError(result);
    return { phase: 'connect', symptom: connectSymptomOf(code), detail: message };
  }
  if (result === 'cancelled') {
    return { phase: 'connect', symptom: 'self.cancelled', detail: 'cancelled' };
  }
  if (result === 'connected') {
    return { phase: 'connect', symptom: 'tcp.refused', detail: `nothing listens on ${where}` };
  }
  return { phase: 'connect', symptom: 'tcp.timeout', detail: `${where} did not answer in time` };
}

export function connectSymptomOf(code: string): NetworkSymptom {
  switch (code) {
    case 'ECONNREFUSED':
      return 'tcp.refused';
    case 'ETIMEDOUT':
      return 'tcp.timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'tcp.reset';
    case 'ENETUNREACH':
    case 'EAFNOSUPPORT':
      return 'tcp.no_route';
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return 'tcp.unreachable';
    default:
      return selfSymptomOf(code) ?? 'tcp.unreachable';
  }
}
