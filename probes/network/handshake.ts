import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  connect,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Clock } from '../../src/platform/clock.ts';
import { type CertificateFacts, readChain } from './certificate.ts';
import type { NetworkFailure } from './failure.ts';
import { type RaceLimits, race } from './race.ts';
import { tlsSymptomOf } from './tls-symptom.ts';
import { type CertificateProblem, certificateProblems } from './verify.ts';

export interface HandshakeOptions {
  readonly trust: SecureContext;
  /** The name that the certificate must be for; also sent as SNI unless it is an address. */
  readonly servername: string;
  readonly alpn?: readonly string[];
  readonly clock: Clock;
}

/** What a finished handshake showed. Texts are from outside and not sanitised yet. */
export interface TlsFacts {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** Standard name, `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** Leaf first. */
  readonly chain: readonly CertificateFacts[];
  /** Why it is not to be trusted, most telling first; empty when it is. */
  readonly problems: readonly CertificateProblem[];
}

export type HandshakeResult =
  /** The handshake is through. Whether the peer is to be trusted, `tls.problems` says. */
  | { readonly kind: 'secure'; readonly socket: TLSSocket; readonly tls: TlsFacts }
  | { readonly kind: 'failure'; readonly failure: NetworkFailure };

/**
 * TLS over a socket, in the tick in which it connected: a FIN that comes before TLS listens is
 * lost on it. A bad certificate does not break it off, so that its facts can be
 * told; the caller must look at `tls.problems` before it sends a secret. A failure destroys the
 * socket.
 */
export async function handshake(
  plain: Duplex,
  options: HandshakeOptions,
  limits: RaceLimits,
): Promise<HandshakeResult> {
  let keysAgreed = false;
  let socket: TLSSocket | undefined;
  let leaf: DetailedPeerCertificate | undefined;
  const result = await race<'secure' | 'closed' | Error>(limits, (settle) => {
    const secure = (): void => settle('secure');
    const closed = (): void => settle('closed');
    socket = connect({
      socket: plain,
      secureContext: options.trust,
      ...(isIP(options.servername) === 0 ? { servername: options.servername } : {}),
      ...(options.alpn ? { ALPNProtocols: [...options.alpn] } : {}),
      rejectUnauthorized: false,
      // Node has read the chain for this: to read it again would cost a tenth of a look.
      checkServerIdentity: (_, certificate) => {
        leaf = certificate as DetailedPeerCertificate;
        return undefined;
      },
    });
    // The keys themselves are not looked at: that they exist tells how far the handshake came.
    socket.once('keylog', () => {
      keysAgreed = true;
    });
    socket.once('secureConnect', secure);
    socket.once('error', settle);
    // A stream from elsewhere may end without an error of its own.
    socket.once('close', closed);
    return () => {
      socket?.off('secureConnect', secure);
      socket?.off('error', settle);
      socket?.off('close', closed);
    };
  });
  socket?.on('error', () => {});
  if (result === 'secure' && socket) {
    return { kind: 'secure', socket, tls: readFacts(socket, leaf, options) };
  }
  socket?.destroy();
  plain.destroy();
  if (result instanceof Error) return failed(tlsSymptomOf(result, { keysAgreed }), result.message);
  if (result === 'closed') return failed('tls.closed', 'the connection ended in the handshake');
  return result === 'cancelled'
    ? failed('self.cancelled', 'cancelled')
    : failed('tls.timeout', 'the handshake did not finish in time');
}

/** @param checked the certificate with its issuers, where Node has trusted and read it already */
function readFacts(
  socket: TLSSocket,
  checked: DetailedPeerCertificate | undefined,
  { servername, clock }: HandshakeOptions,
): TlsFacts {
  const leaf = checked ?? socket.getPeerCertificate(true);
  const chain = readChain(leaf);
  // Node's types promise an Error; what it keeps here is its code.
  const error: unknown = socket.authorizationError;
  const problems = certificateProblems({
    chain,
    leaf,
    chainError: error === null || error === undefined ? null : String(error),
    expectedName: servername,
    nowMs: clock.now(),
  });
  const cipher = socket.getCipher();
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: cipher.standardName ?? cipher.name,
    chain,
    problems,
  };
}

function failed(symptom: NetworkFailure['symptom'], detail: string): HandshakeResult {
  return { kind: 'failure', failure: { phase: 'tls', symptom, detail } };
}
